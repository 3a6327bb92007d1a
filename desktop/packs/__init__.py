"""Question packs: a lab's own questions as files, signed or not, and the folder they are installed in."""

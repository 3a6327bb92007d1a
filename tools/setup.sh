# Sourced by run.sh and test.sh: brings this checkout to the point where it can run. Every step is skipped when it has
# been done already, and then nothing touches the network.

say() { printf '%s\n' "$*" >&2; }
die() { say "candid: $*"; exit 3; }

# --- system libraries -------------------------------------------------------------------------------------------------
# soname or command → Debian package. Only Linux needs any of these; other systems' wheels carry theirs.
RUN_LIBRARIES="libportaudio.so.2=libportaudio2 libpulse.so.0=libpulse0 libasound_module_pcm_pulse.so=libasound2-plugins
libEGL.so.1=libegl1 libGL.so.1=libgl1 libGLESv2.so.2=libgles2 libxkbcommon-x11.so.0=libxkbcommon-x11-0
libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1 libglib-2.0.so.0=libglib2.0-0 libgomp.so.1=libgomp1
libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0
libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0 libxcb-render-util.so.0=libxcb-render-util0
libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1 libX11-xcb.so.1=libx11-xcb1 libspeechd.so.2=libspeechd2"
RUN_COMMANDS="g++=g++ fc-list=fontconfig"
TEST_COMMANDS="Xvfb=xvfb pulseaudio=pulseaudio pactl=pulseaudio-utils gcc=gcc"

have_library() {
    case "$1" in
        libasound_module*) [ -n "$(find /usr/lib /usr/lib64 -path "*/alsa-lib/$1" 2>/dev/null | head -n 1)" ] ;;
        *) printf '%s\n' "$LDCONFIG" | grep -qF "$1 " ;;
    esac
}

missing_packages() { # $1: extra commands
    local item
    LDCONFIG=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null)
    for item in $RUN_LIBRARIES; do have_library "${item%%=*}" || echo "${item##*=}"; done
    for item in $RUN_COMMANDS $1; do command -v "${item%%=*}" >/dev/null || echo "${item##*=}"; done
    if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; then
        echo fonts-noto-cjk
    fi
}

install_system_packages() {
    [ "$(uname -s)" = Linux ] || return 0
    local packages
    packages=$(missing_packages "$1" | sort -u | tr '\n' ' ')
    [ -n "${packages// /}" ] || return 0
    local apt="apt-get install -y --no-install-recommends $packages"
    if ! command -v apt-get >/dev/null; then
        say "These libraries are missing (Debian names): $packages"
        command -v dnf >/dev/null && say "Fedora: sudo dnf install portaudio pulseaudio-libs alsa-plugins-pulseaudio mesa-libEGL mesa-libGL mesa-libGLES libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil google-noto-sans-cjk-fonts gcc-c++"
        command -v pacman >/dev/null && say "Arch: sudo pacman -S portaudio libpulse alsa-plugins libglvnd libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil noto-fonts-cjk gcc"
        die "install them and start again."
    fi
    local sudo=""
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then sudo="sudo"; else
            die "system libraries are missing. Run this, then start again:
    sudo $apt"
        fi
    fi
    say "Installing system libraries: $packages"
    export DEBIAN_FRONTEND=noninteractive
    # The package lists may be old or absent; they are refreshed only when an installation fails without it.
    $sudo $apt >/dev/null 2>&1 || { $sudo apt-get update -q >/dev/null && $sudo $apt >/dev/null; } \
        || die "apt could not install: $packages. See its message above."
}

# --- Python environment -----------------------------------------------------------------------------------------------
find_uv() {
    local candidate
    for candidate in "$(command -v uv)" "$HOME/.local/bin/uv" .venv/tools/bin/uv; do
        if [ -x "$candidate" ]; then echo "$candidate"; return; fi
    done
}

ensure_uv() {
    UV=$(find_uv)
    [ -n "$UV" ] && return
    command -v python3 >/dev/null || die "neither uv nor python3 is here. Install uv (https://docs.astral.sh/uv/) and start again."
    say "Installing uv into .venv/tools"
    python3 -m venv .venv/tools && .venv/tools/bin/python -m pip install -q uv \
        || die "uv could not be installed. Check the network, or install uv yourself, and start again."
    UV=.venv/tools/bin/uv
}

stamp_of() { cat "$@" | cksum; }

sync_environment() { # $1: lock file   $2: stamp name
    local stamp=".venv/.$2" now
    now=$(stamp_of "$1" pyproject.toml)
    [ -x .venv/bin/candid ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return
    ensure_uv
    if [ ! -x .venv/bin/python ]; then
        "$UV" venv -q --allow-existing --python '>=3.11,<3.14' .venv || die "no Python 3.11 to 3.13 was found and none could be fetched."
    fi
    say "Preparing the Python environment (the first time this takes some minutes: one library is compiled here)"
    VIRTUAL_ENV="$PWD/.venv" "$UV" pip install -q --require-hashes -r "$1" \
        || die "the environment could not be prepared. Check the network (a mirror can be named in UV_DEFAULT_INDEX) and start again."
    VIRTUAL_ENV="$PWD/.venv" "$UV" pip install -q --no-deps -e . || die "Candid itself could not be installed into .venv."
    printf '%s' "$now" > "$stamp"
}

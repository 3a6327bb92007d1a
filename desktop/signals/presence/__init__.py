"""What the camera showed, as numbers: head pose, gaze zones, blinks, posture, framing. Arrays in, numbers out."""

from desktop.signals.presence.analyser import FaceReading, PresenceAnalyser, read_face
from desktop.signals.presence.body import body_moments, movement_speeds, usual_head_height
from desktop.signals.presence.calibration import fit_zones, gaze_sample
from desktop.signals.presence.doubts import doubted
from desktop.signals.presence.eyelids import blinks_in, eye_openness, typical_opening
from desktop.signals.presence.framing import Hint, HintReminder, HintTracker, framing_hint, light_of
from desktop.signals.presence.gaze import Gaze, gaze_angles
from desktop.signals.presence.head import HeadAngles, head_angles
from desktop.signals.presence.posture import posture_of
from desktop.signals.presence.reading import reading_spans
from desktop.signals.presence.summary import presence_of, slice_presence, summarise, summarise_pictures
from desktop.signals.presence.tilt import TiltTracker, camera_tilt_deg
from desktop.signals.presence.zones import ZoneTracker

__all__ = [
    "FaceReading",
    "Gaze",
    "HeadAngles",
    "Hint",
    "HintReminder",
    "HintTracker",
    "PresenceAnalyser",
    "TiltTracker",
    "ZoneTracker",
    "blinks_in",
    "body_moments",
    "camera_tilt_deg",
    "doubted",
    "eye_openness",
    "fit_zones",
    "framing_hint",
    "gaze_angles",
    "gaze_sample",
    "head_angles",
    "light_of",
    "movement_speeds",
    "posture_of",
    "presence_of",
    "read_face",
    "reading_spans",
    "slice_presence",
    "summarise",
    "summarise_pictures",
    "typical_opening",
    "usual_head_height",
]

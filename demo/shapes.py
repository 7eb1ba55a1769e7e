"""Pictures for the demo's reports: circles, arches and pills in the association's colours."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
SCALE = 2  # drawn larger and then scaled down, for smooth edges
TURQUOISE, ROSE, RED, SAND, PAPER, INK, WHITE = (
    "#0b6e6e", "#d6336c", "#c92a2a", "#ad8a6a", "#f7f3ef", "#282c31", "#ffffff",
)  # fmt: skip

Shape = tuple[str, str, tuple[int, int, int, int]]

# The shapes of each picture, from back to front: kind, colour, and box (left, top, right, bottom).
PICTURES: dict[str, tuple[str, tuple[Shape, ...]]] = {
    "forside": (
        PAPER,
        (
            ("circle", ROSE, (930, -330, 1630, 370)),
            ("arch", TURQUOISE, (180, 340, 980, 1400)),
            ("arch", PAPER, (400, 620, 760, 1400)),
            ("pill", SAND, (1080, 420, 1360, 1160)),
            ("circle", RED, (300, 60, 560, 320)),
            ("pill", INK, (1120, -200, 1330, 240)),
            ("circle", WHITE, (900, 520, 1080, 700)),
        ),
    ),
    "kurs": (
        TURQUOISE,
        (
            ("circle", PAPER, (120, 200, 420, 500)),
            ("arch", PAPER, (70, 540, 470, 1300)),
            ("circle", ROSE, (600, 120, 900, 420)),
            ("arch", ROSE, (550, 460, 950, 1300)),
            ("circle", SAND, (1090, 240, 1390, 540)),
            ("arch", SAND, (1040, 580, 1440, 1300)),
            ("pill", WHITE, (420, 250, 640, 330)),
            ("pill", INK, (900, 330, 1110, 410)),
        ),
    ),
    "merket": (
        PAPER,
        (
            ("pill", SAND, (120, 560, 1480, 760)),
            ("arch", TURQUOISE, (500, 430, 1100, 760)),
            ("circle", ROSE, (630, 90, 970, 430)),
            ("circle", RED, (190, 360, 390, 560)),
            ("circle", INK, (1220, 360, 1420, 560)),
            ("arch", WHITE, (700, 600, 900, 760)),
        ),
    ),
}


def upload(name: str) -> SimpleUploadedFile:
    """Return the picture with that name as an uploaded file, always with the same bytes."""
    background, shapes = PICTURES[name]
    large = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), background)
    pen = ImageDraw.Draw(large)
    for kind, colour, box in shapes:
        _draw(pen, kind, colour, [SCALE * side for side in box])
    file = BytesIO()
    large.resize((WIDTH, HEIGHT), Image.Resampling.BOX).save(file, "JPEG", quality=95)
    return SimpleUploadedFile(f"{name}.jpg", file.getvalue(), "image/jpeg")


def _draw(pen: ImageDraw.ImageDraw, kind: str, colour: str, box: list[int]) -> None:
    left, top, right, bottom = box
    radius = min(right - left, bottom - top) // 2 if kind == "pill" else (right - left) // 2
    if kind == "circle":
        pen.ellipse(box, fill=colour)
    else:
        pen.rounded_rectangle(box, radius, fill=colour, corners=(True, True, kind == "pill", kind == "pill"))

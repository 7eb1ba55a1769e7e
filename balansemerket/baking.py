"""Putting a credential into a picture of the badge, as Open Badges 3.0 says."""

import re
import struct
import zlib

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
KEYWORD = b"openbadgecredential"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def bake_svg(svg: bytes, token: str) -> bytes:
    """Return the SVG with the signed credential as its first element."""
    element = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}" verify="{token}"/>'.encode()
    return re.sub(rb"<svg\b[^>]*>", lambda start: start[0] + element, svg, count=1)


def bake_png(png: bytes, token: str) -> bytes:
    """Return the PNG with the signed credential in a chunk of text after the header."""
    header_ends = len(SIGNATURE) + 4 + 4 + struct.unpack_from(">I", png, len(SIGNATURE))[0] + 4
    # Not compressed, and without a language and a translated keyword.
    content = b"iTXt" + KEYWORD + b"\0\0\0\0\0" + token.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    return png[:header_ends] + chunk + png[header_ends:]

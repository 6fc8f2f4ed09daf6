#!/usr/bin/env python3
"""Reads a message from standard input as Python's own library does, and prints its
parts as JSON: {"type": "multipart/related", "parts": […]}, or for a part that is not
made of others its disposition, its Content-ID and its bytes in base64."""

import base64
import json
import sys
from email import message_from_bytes, policy


def shape(part):
    if part.defects:
        raise SystemExit(f"{part.get_content_type()}: {part.defects}")
    if part.is_multipart():
        return {"type": part.get_content_type(), "parts": [shape(one) for one in part.iter_parts()]}
    return {
        "type": part.get_content_type(),
        "disposition": part.get_content_disposition(),
        "id": part["Content-ID"],
        "bytes": base64.b64encode(part.get_payload(decode=True)).decode(),
    }


json.dump(shape(message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)), sys.stdout)

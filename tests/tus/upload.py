#!/usr/bin/env python3
"""Uploads a file by tus in three sittings, as somebody on a train does, and prints
where it went.

Usage: upload.py URL TOKEN EVENT FILE"""

import sys

from tusclient import client

url, token, event, path = sys.argv[1:]
server = client.TusClient(url, headers={"Authorization": f"Bearer {token}"})
said = {"owner": "event", "id": event, "filename": "Été au studio.jpg"}
first = server.uploader(path, metadata=said, chunk_size=20_000)
first.upload_chunk()
where = first.url
# A second client continues: it asks for the current offset.
second = server.uploader(path, url=where, chunk_size=30_000)
assert second.offset == 20_000, second.offset
second.upload_chunk()
third = server.uploader(path, url=where, chunk_size=1_000_000)
assert third.offset == 50_000, third.offset
third.upload()
assert third.offset == third.get_file_size()
print(where)

# problems

# signatures
invalid-signature-malformed = This signature does not have the expected shape.
invalid-signature-too-large = This signature is too large: 64 KiB at most.
invalid-signature-empty = The signature is empty: draw it inside the frame.
invalid-signature-dot = A dot is not enough: draw your whole signature.
invalid-signature-geometry = The lines of the signature leave the frame or contain impossible values.
invalid-signature-not-png = The image of the signature is not a readable PNG file.
invalid-signature-image-too-large = The image of the signature is too large: 4,096 pixels a side and 4 million pixels at most.
invalid-signature-name = Type your name, 1 to 200 characters.

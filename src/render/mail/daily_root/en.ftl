# The daily root.

mail-root-subject = Daily root no. { $number } of { $day }: keep this message
mail-root-heading = The daily root of your evidence
mail-root-said = Each night the server signs one fingerprint, the daily root, over the evidence of all consents that it holds, those of { $company } included. This is the latest one.
mail-root-keep = There is nothing to do but keep this message. If evidence were ever changed or removed on the server, whoever did it, it would no longer fit the roots that were sent out.
mail-root-check = To check a bundle of evidence that was downloaded on that day: be-right verify bundle.zip --key PUBLIC-KEY --root { $root }
mail-root-button = See the roots of all days
mail-label-root-number = Number
mail-label-root = Daily root

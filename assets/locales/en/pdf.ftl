# pdf
pdf-reference = Reference { $reference }
pdf-page = page { $page } of { $pages }
pdf-studio = The studio
pdf-person = The person photographed
pdf-event = The shoot
pdf-siret = SIRET { $siret }
pdf-born = Date of birth: { $date }
pdf-granted = { $offered ->
    [one] Consent given for the use proposed
   *[other] Consent given for all { $offered } uses proposed
}
pdf-partly = { $accepted ->
    [one] Consent given for one use out of { $offered }
   *[other] Consent given for { $accepted } uses out of { $offered }
}
pdf-refused = Consent refused
pdf-uses = Decision, use by use
pdf-yes = ✓ Accepted
pdf-no = ✗ Refused
pdf-until = This consent is valid until { $date }. It can be withdrawn at any time, as easily as it was given.
pdf-reason = Reason given: “{ $reason }”
pdf-signatures = Signatures
pdf-signer-person = The person photographed
pdf-signer-guardian = Holder of parental responsibility
pdf-signer-studio = For the studio
pdf-accepted-at = Accepted on { $date }.
pdf-refused-at = Refused on { $date }.
pdf-drawn = Signature drawn on screen
pdf-image = Signature given as an image
pdf-typed = Name typed and confirmed by a ticked box
pdf-unsigned = Without a handwritten signature
pdf-refusal-unsigned = A refusal needs no signature
pdf-transliterated = Some characters could not be printed: they are replaced by a transcription in Latin letters. The original text is in the evidence bundle.
pdf-evidence-title = Page of evidence
pdf-evidence-intro = What the server witnessed before this document was made. Each step holds the fingerprint of the one before it: none can be altered, added or taken away without it showing.
pdf-reference-label = Reference
pdf-document-hash = SHA-256 fingerprint of the document shown for signature
pdf-chain-head = Fingerprint of the last step below
pdf-verify = Check this document
pdf-steps = Steps
pdf-column-when = Date and time (UTC)
pdf-column-what = Step
pdf-column-details = Details
pdf-ip = IP address: { $ip }
pdf-user-agent = Browser: { $agent }
pdf-step-invitation-sent = Invitation sent
pdf-step-code-requested = Code requested
pdf-step-code-sent = Code sent
pdf-step-code-verified = Code verified
pdf-step-document-shown = Document shown
pdf-step-answered = Answer given
pdf-step-pdf-made = PDF made
pdf-step-sent = Document sent
pdf-step-reminded = Reminder sent
pdf-step-withdrawn = Consent withdrawn
pdf-step-expired = Consent expired
pdf-step-email-changed = E-mail address changed
pdf-step-link-copied = Link copied by the studio
pdf-step-link-revoked = Link revoked
pdf-seal = This file is sealed: the server signs (Ed25519) its fingerprint together with that of the last step, and keeps this seal beside the file, in the evidence bundle. The seal shows that the document and its steps have not changed since. All of it is a simple electronic signature in the sense of the European eIDAS regulation (EU) No 910/2014: the person was identified by a code sent to their e-mail address.

# pdf
pdf-reference = Reference { $reference }
pdf-page = page { $page } of { $pages }
pdf-studio = The studio
pdf-person = The person photographed
pdf-contact = Contact: { $value }
pdf-photographer = Photographer: { $value }
pdf-client = Client: { $value }
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
pdf-other-text = The text as { $name } read and signed it
pdf-only-proposed = The text proposed, which was not accepted:
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
pdf-partly-at = Accepted in part on { $date }.
pdf-refused-at = Refused on { $date }.
pdf-guardians-needed = { $needed ->
    [one] By the studio’s rule, one holder of parental responsibility answers for the child.
   *[other] By the studio’s rule, { $needed } holders of parental responsibility answer for the child; the studio knew { $known } of them.
}
pdf-guardians-each = Each read and signed this text in their own name.
pdf-guardians-child = { $name } agreed as well, asked together with the guardian.
pdf-guardians-named = { $by } named the other holder of parental responsibility: { $name }.
pdf-guardians-alone = { $name } declared to exercise parental responsibility alone.
pdf-drawn = Signature drawn on screen
pdf-image = Signature given as an image
pdf-typed = Name typed and confirmed by a ticked box
pdf-studio-confirmed = signed this text for the studio on { $date }
pdf-studio-typed = Name typed
pdf-unsigned = Without a handwritten signature
pdf-refusal-unsigned = A refusal needs no signature
pdf-unprinted = No font of this server has some of these characters: □ stands for each. The original text is in the evidence bundle.
pdf-receipt-title-withdrawn = Receipt of a withdrawal of consent
pdf-receipt-title-ended = Receipt of the end of a consent
pdf-receipt-state-withdrawn = Consent withdrawn
pdf-receipt-state-partly = Consent withdrawn in part
pdf-receipt-state-ended = Consent ended
pdf-receipt-withdrawn = On { $date }, { $name } withdrew the consent to the use of pictures of them taken at the shoot “{ $event }”, for the uses marked as withdrawn below.
pdf-receipt-withdrawn-child = On { $date }, { $name } withdrew the consent to the use of pictures of { $person } taken at the shoot “{ $event }”, for the uses marked as withdrawn below.
pdf-receipt-told = The studio recorded this withdrawal because it was told of it by { $name }, by telephone or on paper.
pdf-receipt-ended = The consent to the use of pictures of { $person } taken at the shoot “{ $event }”, given on { $given }, ended on { $date }.
pdf-receipt-uses = Use by use, from then on
pdf-receipt-use-allowed = ✓ Still allowed
pdf-receipt-use-withdrawn = ✗ Withdrawn
pdf-receipt-use-ended = ✗ Ended
pdf-receipt-use-refused = ✗ Not allowed
pdf-receipt-then = The studio must no longer use these pictures for the uses withdrawn, and must stop the publications that it controls.
pdf-receipt-then-days = { $days ->
    [one] The studio must no longer use these pictures for the uses withdrawn, and has one day to stop the publications that it controls.
   *[other] The studio must no longer use these pictures for the uses withdrawn, and has { $days } days to stop the publications that it controls.
}
pdf-receipt-then-ended = Since that day these pictures may no longer be used, unless a new consent is given.
pdf-receipt-each = What one of the signers withdraws is no longer allowed, whatever the others allow.
pdf-receipt-of-pdf = SHA-256 fingerprint of the PDF of the consent
pdf-receipt-evidence = What the server witnessed from the document of the consent up to this receipt; that document shows what was before. Each step holds the fingerprint of the one before it: none can be altered, added or taken away without it showing.
pdf-evidence-title = Page of evidence
pdf-evidence-intro = What the server witnessed before this document was made. Each step holds the fingerprint of the one before it: none can be altered, added or taken away without it showing.
pdf-reference-label = Reference
pdf-document-hash = SHA-256 fingerprint of the document shown for signature
pdf-document-hash-of = SHA-256 fingerprint of the document shown to { $name }
pdf-chain-head = Fingerprint of the last step below
pdf-verify = Check this document
pdf-steps = Steps
pdf-column-when = Date and time ({ $zone })
pdf-column-what = What happened
pdf-ip = IP address: { $ip }
pdf-user-agent = Browser: { $agent }
pdf-mail-reply = Mail server’s reply: { $reply }
pdf-mail-kept = Kept on the server, not sent: { $reply }
pdf-did-invitation-sent = The invitation was sent to { $to }.
pdf-did-code-requested = { $name } asked for a code.
pdf-did-code-sent = A six-digit code was sent to { $to }.
pdf-did-code-verified = { $name } entered the right code.
pdf-did-document-shown = The document was shown to { $name }.
pdf-did-answered = { $name } gave their answer.
pdf-did-pdf-made = The PDF was made.
pdf-did-sent = The document was sent to { $to }.
pdf-did-reminded = A reminder was sent to { $to }.
pdf-did-withdrawn = { $name } withdrew the consent or a part of it.
pdf-did-expired = The consent ended.
pdf-did-email-changed = The e-mail address of { $name } was changed.
pdf-did-link-copied = The studio copied the link of { $name }.
pdf-did-link-revoked = The link of { $name } was revoked.
pdf-did-sealed = What was decided was sealed.
pdf-verify-at = Check this document: { $url }
pdf-qr = QR code of the address { $url }
pdf-logo = Logo: { $name }
pdf-signature-of = Handwritten signature of { $name }
pdf-signature-field = Digital signature of the server
pdf-bundle = Evidence bundle { $reference }
pdf-bundle-part = Evidence bundle { $reference }, without the addresses, the connections and the documents of each signer
pdf-attached = The evidence bundle is attached to this file, up to the step above: { $name }.
pdf-attached-part = The evidence bundle is attached to this file, up to the step above, without what is of each signer alone: { $name }. The studio has the complete bundle.
pdf-seal = The server signed this file (PAdES digital signature): a PDF reader shows whether it has changed since. The certificate was made by the server itself, so readers say “unknown identity”. The server also seals (Ed25519) the fingerprint of this file together with the steps, in the complete evidence bundle. All of it is a simple electronic signature in the sense of the European eIDAS regulation (EU) No 910/2014: the person was identified by a code sent to their e‑mail address.

# the evidence bundle
bundle-genuine = GENUINE: this evidence bundle is complete and has not been altered.
bundle-incomplete = INCOMPLETE: something was erased from this evidence bundle or left out of it. It does not prove what is missing.
bundle-of-unknown-key = UNKNOWN KEY: this evidence bundle fits together, but nothing shows that the studio’s server sealed it. Anybody can make a key.
bundle-altered = ALTERED: this evidence bundle is not what was sealed. It proves nothing.
bundle-no-bundle = UNREADABLE: this file is no evidence bundle.
bundle-unreadable = The file is not a ZIP archive with a chain of steps and a seal.
bundle-archive-odd = The archive holds bytes that belong to no file (before, between or behind the files, a comment), or two programs could see different files in it. Nothing in it was read.
bundle-archive-crowded = The archive has far more files than an evidence bundle. Nothing in it was read.
bundle-note-replaced = The file { $what } is not what be-right writes: do not follow what it says.
bundle-file-rewritten = The file { $what } is not written as the server writes it: something in it was added, repeated, reordered or changed.
bundle-file-missing = The file { $what } is missing.
bundle-file-damaged = The file { $what } is damaged or far too large.
bundle-file-malformed = The file { $what } does not have the expected form.
bundle-file-unknown = The file { $what } has no place in an evidence bundle.
bundle-files-good = All files are there and can be read.
bundle-chain-good = { $what ->
    [1] The only step is intact.
   *[other] The { $what } steps are intact and follow each other.
}
bundle-chain-broken = The chain is broken at step { $what }: { $why }
bundle-why-empty = it has no step at all.
bundle-why-sequence = a step is missing, repeated or out of order.
bundle-why-previous = it does not follow the step before it.
bundle-why-field = a detail is not the one that was witnessed.
bundle-why-half-erased = a detail is only half erased.
bundle-why-hash = its fingerprint does not match its content.
bundle-erased = { $what ->
    [1] Details of one step are missing; only their fingerprints remain.
   *[other] Details of { $what } steps are missing; only their fingerprints remain.
}
bundle-step-unbound = Step { $what } does not say what it is about.
bundle-document-unproved = Nothing shows any more that { $what } is a document that was shown.
bundle-document-undecided = No decision is about { $what }.
bundle-documents-order = { $what } is not in its place.
bundle-document-altered = { $what } is not a document that was shown.
bundle-documents-good = { $what ->
    [1] The document is, byte for byte, the one that was shown.
   *[other] The { $what } documents are, byte for byte, those that were shown.
}
bundle-decisions-count = There are not as many decisions as steps that witness one.
bundle-decisions-left-out = { $what ->
    [1] One decision that was witnessed is not in the bundle.
   *[other] { $what } decisions that were witnessed are not in the bundle.
}
bundle-decisions-order = Decision no. { $what } is not in its place, or is there twice.
bundle-decision-unproved = Nothing shows any more that decision no. { $what } is the one that was witnessed.
bundle-undecided = Nothing was decided.
bundle-decision-altered = Decision no. { $what } is not the one that was witnessed.
bundle-reference-differs = Decision no. { $what } bears another reference.
bundle-decision-document = Decision no. { $what } is about a document that is not in the bundle.
bundle-decision-unsigned = Decision no. { $what } accepts without a signature or without a use.
bundle-decisions-good = { $what ->
    [1] The decision is the one that was witnessed.
   *[other] The { $what } decisions are those that were witnessed.
}
bundle-signature-altered = Signature no. { $what } belongs to no decision.
bundle-signatures-order = The signatures are not in the order of the decisions, or one is there twice.
bundle-signature-missing = The signature of decision no. { $what } is missing.
bundle-signatures-good = { $what ->
    [1] The signature is that of the decision.
   *[other] The { $what } signatures are those of the decisions.
}
bundle-pdf-not-recorded = The PDF is not the one that was made.
bundle-pdf-unproved = Nothing shows any more that the PDF is the one that was made.
bundle-pdf-same-steps = The fingerprint of the steps that is printed in the PDF is that of these steps.
bundle-pdf-other-steps = The fingerprint of the steps that is printed in the PDF is not that of these steps: they were written anew after the PDF was made.
bundle-before-pdf-good = This bundle is from before the PDF that carries it was made: later steps, such as a withdrawal, are not in it.
bundle-pdf-not-sealed = The PDF is not the one that was sealed.
bundle-pdf-good = The PDF is the one that was made and sealed (SHA-256 { $what }).
bundle-given-pdf-same = The PDF you gave is the one in the bundle.
bundle-given-pdf-other = The PDF you gave is not the one in the bundle (SHA-256 { $what }).
bundle-given-pdf-alone = The PDF you gave could not be compared: this bundle has none.
bundle-seal-good = The seal is intact.
bundle-seal-none = The seal is missing: nothing shows who sealed this.
bundle-seal-broken = The seal does not match what it seals.
bundle-seal-algorithm = The seal uses an unknown method: { $what }.
bundle-seal-other-chain = The seal is not that of these steps.
bundle-seal-later = { $what ->
    [1] The last step is not covered by the seal: anybody can have added it.
   *[other] The last { $what } steps are not covered by the seal: anybody can have added them.
}
bundle-key-trusted = The seal is that of the key you gave.
bundle-key-other = The seal is that of another key than the one you gave: { $what }.
bundle-key-unknown = Compare this key with the one shown by the studio’s server, or give that one with --key: { $what }.
bundle-key-ended = The seal is of a key that was replaced on { $what }, and it has a later step: somebody who has that key still made it.
bundle-manifests-good = { $what ->
    [one] The manifest is signed, and fits the steps, the decisions and the files.
   *[other] The { $what } manifests are signed, follow each other, and fit the steps, the decisions and the files.
}
bundle-manifest-unsigned = The signature of { $what } is missing.
bundle-manifest-alone = { $what } is a signature without its manifest.
bundle-manifest-gap = { $what } was taken away: a later manifest is there.
bundle-manifest-broken = { $what } is not what was signed.
bundle-manifest-order = { $what } does not follow the manifest before it.
bundle-manifest-reference = { $what } is of another answer.
bundle-manifest-other-chain = { $what } is not the manifest that was made at its step.
bundle-manifest-unproved = Nothing shows any more that { $what } is the manifest that was made at its step.
bundle-manifest-decisions = { $what } names other decisions than the steps witness.
bundle-manifest-result = { $what } says that something else is allowed than follows from the decisions.
bundle-manifest-key = A manifest was signed with another key than the seal. Give this key as well, if the studio’s server shows it: { $what }.
bundle-manifest-earlier-key = A manifest was signed with an earlier key, and the steps that are sealed confirm it: { $what }.
bundle-manifest-key-ended = A manifest is later than { $what }, when the key that signed it was replaced.
bundle-decision-unsealed = Decision no. { $what } is not one of those that were sealed.
bundle-file-altered = The file { $what } is not the one that was sealed.
bundle-file-unsealed = The file { $what } was never sealed.
bundle-file-unproved = Nothing shows any more that the file { $what } was sealed.
bundle-result = { $signers ->
    [one] Together, by the rule that was sealed, this allows: { $uses }.
   *[other] Together, by the rule that was sealed (each of { $signers } signers must allow a use), this allows: { $uses }.
}
bundle-result-nothing = { $signers ->
    [one] Together, by the rule that was sealed, this allows nothing.
   *[other] Together, by the rule that was sealed (each of { $signers } signers must allow a use), this allows nothing.
}
bundle-anchor-good = Its last step is in the daily root no. { $what }. Compare this root with one that you received by mail, or with those that the studio’s server shows (page /verify/roots).
bundle-anchor-given-good = Its last step is in a daily root that you gave, no. { $what }.
bundle-anchor-not-given = Its last step is in the daily root no. { $what }, which is none of those you gave: evidence was changed or removed since then, or this bundle is of another day.
bundle-anchor-none = It is not in any daily root: the server makes one every night.
bundle-anchor-wanted = You gave a daily root, and this bundle is in none.
bundle-anchor-unsound = The daily root in it has impossible numbers.
bundle-anchor-broken = The daily root in it is not what was signed.
bundle-anchor-other = The daily root in it does not cover these steps.
bundle-anchor-key = The daily root in it was signed with another key than the seal. Give this key as well, if the studio’s server shows it: { $what }.
bundle-anchor-key-ended = The daily root in it is later than { $what }, when the key that signed it was replaced.
bundle-timestamp-good = An authority outside the server has signed when this daily root existed, { $what }. Anybody can choose such a name: compare the certificate, or give the authority’s root certificate with --timestamp-roots.
bundle-timestamp-trusted = An authority that you trust has signed when this daily root existed, { $what }.
bundle-timestamp-authority = No time-stamp in it comes from an authority whose root certificate you gave.
bundle-timestamp-broken = { $what } is no time-stamp: it is cut, changed, or not signed by an authority for time-stamping.
bundle-timestamp-other = { $what } is the time-stamp of something else than this daily root.
bundle-timestamp-early = { $what } is older than the daily root that it stamps.
bundle-timestamp-alone = { $what } is the time-stamp of a daily root that is not in the bundle.
bundle-more = And { $what } more findings of these kinds.
bundle-decided-perhaps = Reference { $reference }. What would have been decided, if the key is the studio’s:
bundle-decided = Reference { $reference }. What was decided:
bundle-decided-partly = Reference { $reference }. What this bundle still shows; what is missing may change it:
bundle-left-out-withdrawn = { $at }, a withdrawal, whose record is missing: what was still accepted after it cannot be determined.
bundle-left-out-answered = { $at }, an answer, whose record is missing: what it says cannot be determined.
bundle-left-out-counts = What is accepted above may have been taken back or changed by what is missing: ask the studio for the whole bundle, or its server (page /verify).
bundle-decided-accepted = { $at }, { $signer } accepted: { $uses }.
bundle-decided-refused = { $at }, { $signer } refused.
bundle-decided-withdrawn = { $at }, { $signer } withdrew; still accepted: { $uses }.
bundle-last-step = The last step was witnessed on { $at }. What was withdrawn or renewed after that is not in this bundle: the studio’s server tells (page /verify).
signed-pdf-genuine = GENUINE: this PDF is what the studio’s server signed, and the evidence in it is complete up to the answer.
signed-pdf-incomplete = INCOMPLETE: this PDF is what the studio’s server signed, but the evidence in it leaves something out, as that of two signers does. Ask the studio for the whole evidence bundle.
signed-pdf-of-unknown-key = UNKNOWN KEY: this PDF and the evidence in it fit together, but nothing shows that the studio’s server signed them. Anybody can make a key.
signed-pdf-altered = ALTERED: this PDF is not what was signed. It proves nothing.
signed-pdf-other-evidence = The evidence in it was sealed with another key than the PDF was signed with, or cannot be read.
signed-pdf-two = The PDF given with --pdf is another one.
signed-pdf-good = The PDF is what was signed: no byte was changed or added.
signed-pdf-timestamp-good = An authority outside the server has signed when the PDF had this signature, { $what }. Anybody can choose such a name: compare the certificate, or give the authority’s root certificate with --timestamp-roots.
signed-pdf-timestamp-trusted = An authority that you trust has signed when the PDF had this signature, { $what }.
signed-pdf-timestamp-authority = The time-stamp in the PDF does not come from an authority whose root certificate you gave: { $what }.
bundle-pdf-alone = A PDF alone does not hold the seal of its own fingerprint.
bundle-pdf-alone-next = Ask the studio for the evidence bundle (a .zip file), then run “be-right verify bundle.zip --pdf { $what } --key PUBLIC-KEY”. You can also drop this PDF on the page /verify of the studio’s server, at the address that you know.
bundle-pdf-alone-reference = Reference printed in it, not verified: { $what }
bundle-pdf-alone-hash = SHA-256 fingerprint: { $what }
bundle-cannot-open = { $what } cannot be opened: { $why }
bundle-bad-keys = The file of keys is not what a studio’s server publishes at /.well-known/be-right/keys.json.
bundle-bad-root = The daily root given is not one: 64 hexadecimal digits are needed.
bundle-bad-authorities = The file given with --timestamp-roots has no certificates in PEM.
bundle-root-of-pdf = The evidence in a PDF is in no daily root, since it was made with the PDF. Ask the studio for the evidence bundle (a .zip file), and compare that with the root.
bundle-bad-key = The key given is not a public key: 64 hexadecimal digits are needed.

# The list of a shoot's consents
pdf-roster-title = Consents given
pdf-roster-counts = { $accepted ->
    [0] No consent in force, of { $asked } asked for
    [one] One consent in force, of { $asked } asked for
   *[other] { $accepted } consents in force, of { $asked } asked for
}
pdf-roster-state = As of { $moment }. Those who refused, withdrew or have yet to answer, and those whose consent has ended, are not in it.
pdf-roster-on-hold = { $count ->
    [one] Also, one consent is on hold: it is not in force and not in this list.
   *[other] Also, { $count } consents are on hold: they are not in force and not in this list.
}
pdf-roster-person = Person
pdf-roster-by = by { $names }
pdf-roster-partly = In part ({ $accepted } of { $offered }). { $lacking }
pdf-roster-refused-uses = Declined: { $uses }
pdf-roster-withdrawn-uses = Withdrawn: { $uses }
pdf-roster-on-hold-uses = On hold, not allowed: { $uses }
pdf-roster-uses = Uses accepted
pdf-roster-signed = Given on
pdf-roster-until = Valid until
pdf-roster-reference = Reference
pdf-roster-nobody = Nobody has consented so far.
pdf-roster-check = A consent may be withdrawn at any time: check this list again before you publish. Each reference can be verified at { $url }.
pdf-roster-footer = { $event } – as of { $moment }

# pdf
pdf-reference = Référence { $reference }
pdf-page = page { $page } sur { $pages }
pdf-studio = Le studio
pdf-person = La personne photographiée
pdf-event = La prise de vue
pdf-siret = SIRET { $siret }
pdf-born = Date de naissance : { $date }
pdf-granted = { $offered ->
    [one] Autorisation accordée pour l’usage proposé
   *[other] Autorisation accordée pour les { $offered } usages proposés
}
pdf-partly = { $accepted ->
    [one] Autorisation accordée pour un usage sur { $offered }
   *[other] Autorisation accordée pour { $accepted } usages sur { $offered }
}
pdf-refused = Autorisation refusée
pdf-uses = Décision, usage par usage
pdf-yes = ✓ Accepté
pdf-no = ✗ Refusé
pdf-until = Cette autorisation est valable jusqu’au { $date }. Elle peut être retirée à tout moment, aussi simplement qu’elle a été donnée.
pdf-reason = Motif indiqué : « { $reason } »
pdf-signatures = Signatures
pdf-signer-person = La personne photographiée
pdf-signer-guardian = Titulaire de l’autorité parentale
pdf-signer-studio = Pour le studio
pdf-accepted-at = A accepté le { $date }.
pdf-refused-at = A refusé le { $date }.
pdf-drawn = Signature dessinée à l’écran
pdf-image = Signature fournie en image
pdf-typed = Nom saisi au clavier et confirmé par une case cochée
pdf-unsigned = Sans signature manuscrite
pdf-refusal-unsigned = Un refus ne demande pas de signature
pdf-transliterated = Certains caractères ne pouvaient pas être imprimés : ils sont remplacés par une transcription en lettres latines. Le texte d’origine figure dans le dossier de preuve.
pdf-evidence-title = Page de preuve
pdf-evidence-intro = Ce que le serveur a constaté avant d’établir ce document. Chaque étape contient l’empreinte de la précédente : aucune ne peut être modifiée, ajoutée ou retirée sans que cela se voie.
pdf-reference-label = Référence
pdf-document-hash = Empreinte SHA-256 du document présenté à la signature
pdf-chain-head = Empreinte de la dernière étape ci-dessous
pdf-verify = Vérifier ce document
pdf-steps = Étapes
pdf-column-when = Date et heure (UTC)
pdf-column-what = Étape
pdf-column-details = Détails
pdf-ip = Adresse IP : { $ip }
pdf-user-agent = Navigateur : { $agent }
pdf-step-invitation-sent = Invitation envoyée
pdf-step-code-requested = Code demandé
pdf-step-code-sent = Code envoyé
pdf-step-code-verified = Code vérifié
pdf-step-document-shown = Document présenté
pdf-step-answered = Réponse donnée
pdf-step-pdf-made = PDF établi
pdf-step-sent = Document envoyé
pdf-step-reminded = Rappel envoyé
pdf-step-withdrawn = Autorisation retirée
pdf-step-expired = Autorisation expirée
pdf-step-email-changed = Adresse e-mail modifiée
pdf-step-link-copied = Lien copié par le studio
pdf-step-link-revoked = Lien révoqué
pdf-seal = Ce fichier est scellé : le serveur signe (Ed25519) son empreinte avec celle de la dernière étape, et garde ce sceau à côté du fichier, dans le dossier de preuve. Le sceau montre que le document et ses étapes n’ont pas changé depuis. L’ensemble constitue une signature électronique simple au sens du règlement européen eIDAS (UE) n° 910/2014 : la personne a été identifiée par un code envoyé à son adresse e-mail.

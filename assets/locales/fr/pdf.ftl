# pdf
pdf-reference = Référence { $reference }
pdf-page = page { $page } sur { $pages }
pdf-studio = Le studio
pdf-person = La personne photographiée
pdf-contact = Contact : { $value }
pdf-photographer = Photographe : { $value }
pdf-client = Commanditaire : { $value }
pdf-event = La séance
pdf-siret = SIRET { $siret }
pdf-born = Date de naissance : { $date }
pdf-granted = { $offered ->
    [one] Autorisation accordée pour l’usage proposé
   *[other] Autorisation accordée pour les { $offered } usages proposés
}
pdf-partly = { $accepted ->
    [one] Autorisation accordée pour un usage sur { $offered }
   *[other] Autorisation accordée pour { $accepted } usages sur { $offered }
}
pdf-refused = Autorisation refusée
pdf-other-text = Le texte tel { QUE($name) } l’a lu et signé
pdf-only-proposed = Texte proposé, qui n’a pas été accepté :
pdf-uses = Décision, usage par usage
pdf-yes = ✓ Accepté
pdf-no = ✗ Refusé
pdf-until = Cette autorisation est valable jusqu’au { $date }. Elle peut être retirée à tout moment, aussi simplement qu’elle a été donnée.
pdf-reason = Motif indiqué : « { $reason } »
pdf-signatures = Signatures
pdf-signer-person = La personne photographiée
pdf-signer-guardian = Titulaire de l’autorité parentale
pdf-signer-studio = Pour le studio
pdf-accepted-at = A accepté le { $date }.
pdf-partly-at = A accepté en partie le { $date }.
pdf-refused-at = A refusé le { $date }.
pdf-guardians-needed = { $needed ->
    [one] Selon la règle du studio, un titulaire de l’autorité parentale répond pour l’enfant.
   *[other] Selon la règle du studio, { $needed } titulaires de l’autorité parentale répondent pour l’enfant ; le studio en connaissait { $known }.
}
pdf-guardians-each = Chacun a lu et signé ce texte à son propre nom.
pdf-guardians-child = { $name } a donné aussi son accord, demandé avec celui de son représentant légal.
pdf-guardians-named = { $by } a indiqué l’autre titulaire de l’autorité parentale : { $name }.
pdf-guardians-alone = { $name } a déclaré être la seule personne à exercer l’autorité parentale.
pdf-drawn = Signature dessinée à l’écran
pdf-image = Signature fournie en image
pdf-typed = Nom saisi au clavier et confirmé par une case cochée
pdf-studio-confirmed = a signé ce texte pour le studio le { $date }
pdf-studio-typed = Nom saisi au clavier
pdf-unsigned = Sans signature manuscrite
pdf-refusal-unsigned = Un refus ne demande pas de signature
pdf-unprinted = Aucune police de ce serveur ne contient certains de ces caractères : □ remplace chacun d’eux. Le texte d’origine est dans le dossier de preuve.
pdf-receipt-title-withdrawn = Reçu de retrait d’une autorisation
pdf-receipt-title-ended = Reçu de fin d’une autorisation
pdf-receipt-state-withdrawn = Autorisation retirée
pdf-receipt-state-partly = Autorisation retirée en partie
pdf-receipt-state-ended = Autorisation arrivée à son terme
pdf-receipt-withdrawn = Le { $date }, { $name } a retiré son autorisation d’utiliser son image sur les photos prises lors de la séance « { $event } », pour les usages marqués ci-dessous comme retirés.
pdf-receipt-withdrawn-child = Le { $date }, { $name } a retiré l’autorisation d’utiliser les photos { DE($person) } prises lors de la séance « { $event } », pour les usages marqués ci-dessous comme retirés.
pdf-receipt-told = Le studio a enregistré ce retrait parce { QUE($name) } l’a demandé, par téléphone ou par écrit.
pdf-receipt-ended = L’autorisation d’utiliser les photos { DE($person) } prises lors de la séance « { $event } », donnée le { $given }, a pris fin le { $date }.
pdf-receipt-uses = Usage par usage, à partir de là
pdf-receipt-use-allowed = ✓ Toujours autorisé
pdf-receipt-use-withdrawn = ✗ Retiré
pdf-receipt-use-ended = ✗ Terminé
pdf-receipt-use-refused = ✗ Non autorisé
pdf-receipt-then = Le studio ne doit plus utiliser ces photos pour les usages retirés, et doit cesser les publications qu’il maîtrise.
pdf-receipt-then-days = { $days ->
    [one] Le studio ne doit plus utiliser ces photos pour les usages retirés, et dispose d’un jour pour cesser les publications qu’il maîtrise.
   *[other] Le studio ne doit plus utiliser ces photos pour les usages retirés, et dispose de { $days } jours pour cesser les publications qu’il maîtrise.
}
pdf-receipt-then-ended = Depuis ce jour, ces photos ne peuvent plus être utilisées, sauf nouvelle autorisation.
pdf-receipt-each = Ce que l’un des signataires retire n’est plus autorisé, quoi que les autres autorisent.
pdf-receipt-of-pdf = Empreinte SHA-256 du PDF de l’autorisation
pdf-receipt-evidence = Ce que le serveur a constaté depuis le document de l’autorisation jusqu’à ce reçu ; ce document montre ce qui précède. Chaque étape contient l’empreinte de la précédente : aucune ne peut être modifiée, ajoutée ou retirée sans que cela se voie.
pdf-evidence-title = Page de preuve
pdf-evidence-intro = Ce que le serveur a constaté avant d’établir ce document. Chaque étape contient l’empreinte de la précédente : aucune ne peut être modifiée, ajoutée ou retirée sans que cela se voie.
pdf-reference-label = Référence
pdf-document-hash = Empreinte SHA-256 du document présenté à la signature
pdf-document-hash-of = Empreinte SHA-256 du document présenté à { $name }
pdf-chain-head = Empreinte de la dernière étape ci-dessous
pdf-verify = Vérifier ce document
pdf-steps = Étapes
pdf-column-when = Date et heure ({ $zone })
pdf-column-what = Ce qui s’est passé
pdf-ip = Adresse IP : { $ip }
pdf-user-agent = Navigateur : { $agent }
pdf-mail-reply = Réponse du serveur de messagerie : { $reply }
pdf-mail-kept = Gardé sur le serveur, sans envoi : { $reply }
pdf-did-invitation-sent = L’invitation a été envoyée à { $to }.
pdf-did-code-requested = { $name } a demandé un code.
pdf-did-code-sent = Un code à six chiffres a été envoyé à { $to }.
pdf-did-code-verified = { $name } a saisi le bon code.
pdf-did-document-shown = Le document a été présenté à { $name }.
pdf-did-answered = { $name } a donné sa réponse.
pdf-did-pdf-made = Le PDF a été établi.
pdf-did-sent = Le document a été envoyé à { $to }.
pdf-did-reminded = Un rappel a été envoyé à { $to }.
pdf-did-withdrawn = { $name } a retiré tout ou partie de l’autorisation.
pdf-did-expired = L’autorisation a pris fin.
pdf-did-email-changed = L’adresse e-mail { DE($name) } a été modifiée.
pdf-did-link-copied = Le studio a copié le lien { DE($name) }.
pdf-did-link-revoked = Le lien { DE($name) } a été révoqué.
pdf-did-sealed = Ce qui a été décidé a été scellé.
pdf-verify-at = Vérifier ce document : { $url }
pdf-qr = Code QR de l’adresse { $url }
pdf-logo = Logo : { $name }
pdf-signature-of = Signature manuscrite { DE($name) }
pdf-signature-field = Signature numérique du serveur
pdf-bundle = Dossier de preuve { $reference }
pdf-bundle-part = Dossier de preuve { $reference }, sans les adresses, les connexions ni les documents de chaque signataire
pdf-attached = Le dossier de preuve est joint à ce fichier, jusqu’à l’étape ci-dessus : { $name }.
pdf-attached-part = Le dossier de preuve est joint à ce fichier, jusqu’à l’étape ci-dessus, sans les données propres à chaque signataire : { $name }. Le studio détient le dossier complet.
pdf-seal = Le serveur a signé ce fichier (signature numérique PAdES) : un lecteur de PDF montre s’il a changé depuis. Le certificat est établi par le serveur lui-même : les lecteurs indiquent donc « identité inconnue ». Le serveur scelle aussi (Ed25519) l’empreinte de ce fichier avec les étapes, dans le dossier de preuve complet. L’ensemble est une signature électronique simple au sens du règlement européen eIDAS (UE) n° 910/2014 : la personne a été identifiée par un code envoyé à son adresse e‑mail.

# the evidence bundle
bundle-genuine = AUTHENTIQUE : ce dossier de preuve est complet et n’a pas été modifié.
bundle-incomplete = INCOMPLET : quelque chose a été effacé de ce dossier de preuve ou n’y a pas été mis. Il ne prouve pas ce qui manque.
bundle-of-unknown-key = CLÉ INCONNUE : ce dossier de preuve est cohérent, mais rien ne montre que le serveur du studio l’a scellé. N’importe qui peut fabriquer une clé.
bundle-altered = MODIFIÉ : ce dossier de preuve n’est pas ce qui a été scellé. Il ne prouve rien.
bundle-no-bundle = ILLISIBLE : ce fichier n’est pas un dossier de preuve.
bundle-unreadable = Le fichier n’est pas une archive ZIP contenant une chaîne d’étapes et un sceau.
bundle-archive-odd = L’archive contient des octets qui n’appartiennent à aucun fichier (avant, entre ou après les fichiers, un commentaire), ou deux programmes pourraient y voir des fichiers différents. Rien n’y a été lu.
bundle-archive-crowded = L’archive contient bien plus de fichiers qu’un dossier de preuve. Rien n’y a été lu.
bundle-note-replaced = Le fichier { $what } n’est pas celui qu’écrit be-right : ne suivez pas ce qu’il dit.
bundle-file-rewritten = Le fichier { $what } n’est pas écrit comme le serveur l’écrit : quelque chose y a été ajouté, répété, déplacé ou changé.
bundle-file-missing = Il manque le fichier { $what }.
bundle-file-damaged = Le fichier { $what } est endommagé ou démesuré.
bundle-file-malformed = Le fichier { $what } n’a pas la forme attendue.
bundle-file-unknown = Le fichier { $what } n’a pas sa place dans un dossier de preuve.
bundle-files-good = Tous les fichiers sont là, et lisibles.
bundle-chain-good = { $what ->
    [1] L’unique étape est intacte.
   *[other] Les { $what } étapes sont intactes et s’enchaînent.
}
bundle-chain-broken = La chaîne est rompue à l’étape { $what } : { $why }
bundle-why-empty = elle ne contient aucune étape.
bundle-why-sequence = une étape manque, est répétée ou n’est pas à sa place.
bundle-why-previous = elle ne suit pas l’étape qui la précède.
bundle-why-field = un détail n’est pas celui qui a été constaté.
bundle-why-half-erased = un détail n’est effacé qu’à moitié.
bundle-why-hash = son empreinte ne correspond pas à son contenu.
bundle-erased = { $what ->
    [1] Des détails d’une étape manquent ; seules leurs empreintes restent.
   *[other] Des détails de { $what } étapes manquent ; seules leurs empreintes restent.
}
bundle-step-unbound = L’étape { $what } ne dit pas sur quoi elle porte.
bundle-document-unproved = Plus rien ne montre que { $what } est un document qui a été présenté.
bundle-document-undecided = Aucune décision ne porte sur { $what }.
bundle-documents-order = { $what } n’est pas à sa place.
bundle-document-altered = { $what } n’est pas un document qui a été présenté.
bundle-documents-good = { $what ->
    [1] Le document est, octet pour octet, celui qui a été présenté.
   *[other] Les { $what } documents sont, octet pour octet, ceux qui ont été présentés.
}
bundle-decisions-count = Il n’y a pas autant de décisions que d’étapes qui en constatent une.
bundle-decisions-left-out = { $what ->
    [1] Une décision qui a été constatée n’est pas dans le dossier.
   *[other] { $what } décisions qui ont été constatées ne sont pas dans le dossier.
}
bundle-decisions-order = La décision n° { $what } n’est pas à sa place, ou s’y trouve deux fois.
bundle-decision-unproved = Plus rien ne montre que la décision n° { $what } est celle qui a été constatée.
bundle-undecided = Rien n’a été décidé.
bundle-decision-altered = La décision n° { $what } n’est pas celle qui a été constatée.
bundle-reference-differs = La décision n° { $what } porte une autre référence.
bundle-decision-document = La décision n° { $what } porte sur un document qui n’est pas dans le dossier.
bundle-decision-unsigned = La décision n° { $what } accepte sans signature ou sans usage.
bundle-decisions-good = { $what ->
    [1] La décision est celle qui a été constatée.
   *[other] Les { $what } décisions sont celles qui ont été constatées.
}
bundle-signature-altered = La signature n° { $what } n’est celle d’aucune décision.
bundle-signatures-order = Les signatures ne sont pas dans l’ordre des décisions, ou l’une s’y trouve deux fois.
bundle-signature-missing = La signature de la décision n° { $what } manque.
bundle-signatures-good = { $what ->
    [1] La signature est celle de la décision.
   *[other] Les { $what } signatures sont celles des décisions.
}
bundle-pdf-not-recorded = Le PDF n’est pas celui qui a été établi.
bundle-pdf-unproved = Plus rien ne montre que le PDF est celui qui a été établi.
bundle-pdf-same-steps = L’empreinte des étapes imprimée dans le PDF est celle de ces étapes.
bundle-pdf-other-steps = L’empreinte des étapes imprimée dans le PDF n’est pas celle de ces étapes : elles ont été réécrites après l’établissement du PDF.
bundle-before-pdf-good = Ce dossier date d’avant l’établissement du PDF qui le contient : les étapes suivantes, un retrait par exemple, n’y sont pas.
bundle-pdf-not-sealed = Le PDF n’est pas celui qui a été scellé.
bundle-pdf-good = Le PDF est celui qui a été établi et scellé (SHA-256 { $what }).
bundle-given-pdf-same = Le PDF que vous avez donné est celui du dossier.
bundle-given-pdf-other = Le PDF que vous avez donné n’est pas celui du dossier (SHA-256 { $what }).
bundle-given-pdf-alone = Le PDF que vous avez donné n’a pas pu être comparé : ce dossier n’en contient pas.
bundle-seal-good = Le sceau est intact.
bundle-seal-none = Le sceau manque : rien ne montre qui a scellé ce dossier.
bundle-seal-broken = Le sceau ne correspond pas à ce qu’il scelle.
bundle-seal-algorithm = Le sceau emploie un procédé inconnu : { $what }.
bundle-seal-other-chain = Le sceau n’est pas celui de ces étapes.
bundle-seal-later = { $what ->
    [1] La dernière étape n’est pas couverte par le sceau : n’importe qui peut l’avoir ajoutée.
   *[other] Les { $what } dernières étapes ne sont pas couvertes par le sceau : n’importe qui peut les avoir ajoutées.
}
bundle-key-trusted = Le sceau est celui de la clé que vous avez donnée.
bundle-key-other = Le sceau est celui d’une autre clé que celle que vous avez donnée : { $what }.
bundle-key-unknown = Comparez cette clé avec celle qu’affiche le serveur du studio, ou donnez-la avec --key : { $what }.
bundle-key-ended = Le sceau est celui d’une clé remplacée le { $what }, et il y a une étape plus récente : quelqu’un qui a encore cette clé l’a fait.
bundle-manifests-good = { $what ->
    [one] Le manifeste est signé et correspond aux étapes, aux décisions et aux fichiers.
   *[other] Les { $what } manifestes sont signés, se suivent et correspondent aux étapes, aux décisions et aux fichiers.
}
bundle-manifest-unsigned = La signature de { $what } manque.
bundle-manifest-alone = { $what } est une signature sans son manifeste.
bundle-manifest-gap = { $what } a été retiré : un manifeste plus récent est là.
bundle-manifest-broken = { $what } n’est pas ce qui a été signé.
bundle-manifest-order = { $what } ne suit pas le manifeste précédent.
bundle-manifest-reference = { $what } est celui d’une autre réponse.
bundle-manifest-other-chain = { $what } n’est pas le manifeste établi à son étape.
bundle-manifest-unproved = Plus rien ne montre que { $what } est le manifeste établi à son étape.
bundle-manifest-decisions = { $what } nomme d’autres décisions que celles que les étapes constatent.
bundle-manifest-result = { $what } dit autorisé autre chose que ce qui découle des décisions.
bundle-manifest-key = Un manifeste a été signé avec une autre clé que le sceau. Donnez aussi cette clé, si le serveur du studio l’affiche : { $what }.
bundle-manifest-earlier-key = Un manifeste a été signé avec une clé antérieure, et les étapes scellées le confirment : { $what }.
bundle-manifest-key-ended = Un manifeste est postérieur au { $what }, date à laquelle la clé qui l’a signé a été remplacée.
bundle-decision-unsealed = La décision n° { $what } n’est pas de celles qui ont été scellées.
bundle-file-altered = Le fichier { $what } n’est pas celui qui a été scellé.
bundle-file-unsealed = Le fichier { $what } n’a jamais été scellé.
bundle-file-unproved = Plus rien ne montre que le fichier { $what } a été scellé.
bundle-result = { $signers ->
    [one] Au total, selon la règle scellée, cela autorise : { $uses }.
   *[other] Au total, selon la règle scellée (chacun des { $signers } signataires doit autoriser un usage), cela autorise : { $uses }.
}
bundle-result-nothing = { $signers ->
    [one] Au total, selon la règle scellée, cela n’autorise rien.
   *[other] Au total, selon la règle scellée (chacun des { $signers } signataires doit autoriser un usage), cela n’autorise rien.
}
bundle-anchor-good = Sa dernière étape est dans la racine quotidienne n° { $what }. Comparez cette racine à celle que vous avez reçue par e-mail, ou à celles qu’affiche le serveur du studio (page /verify/roots).
bundle-anchor-given-good = Sa dernière étape est dans une racine quotidienne que vous avez donnée, n° { $what }.
bundle-anchor-not-given = Sa dernière étape est dans la racine quotidienne n° { $what }, qui n’est aucune de celles que vous avez données : des preuves ont été changées ou supprimées depuis, ou ce dossier est d’un autre jour.
bundle-anchor-none = Il n’est dans aucune racine quotidienne : le serveur en établit une chaque nuit.
bundle-anchor-wanted = Vous avez donné une racine quotidienne, et ce dossier n’est dans aucune.
bundle-anchor-unsound = La racine quotidienne qu’il contient a des nombres impossibles.
bundle-anchor-broken = La racine quotidienne qu’il contient n’est pas ce qui a été signé.
bundle-anchor-other = La racine quotidienne qu’il contient ne couvre pas ces étapes.
bundle-anchor-key = La racine quotidienne qu’il contient a été signée avec une autre clé que le sceau. Donnez aussi cette clé, si le serveur du studio l’affiche : { $what }.
bundle-anchor-key-ended = La racine quotidienne qu’il contient est plus récente que le { $what }, quand la clé qui l’a signée a été remplacée.
bundle-timestamp-good = Une autorité extérieure au serveur a signé quand cette racine quotidienne existait, le { $what }. N’importe qui peut choisir un tel nom : comparez le certificat, ou donnez le certificat racine de l’autorité avec --timestamp-roots.
bundle-timestamp-trusted = Une autorité à laquelle vous vous fiez a signé quand cette racine quotidienne existait, le { $what }.
bundle-timestamp-authority = Aucun horodatage qu’il contient ne vient d’une autorité dont vous avez donné le certificat racine.
bundle-timestamp-broken = { $what } n’est pas un horodatage : il est coupé, modifié, ou n’est pas signé par une autorité d’horodatage.
bundle-timestamp-other = { $what } est l’horodatage d’autre chose que cette racine quotidienne.
bundle-timestamp-early = { $what } est plus ancien que la racine quotidienne qu’il horodate.
bundle-timestamp-alone = { $what } est l’horodatage d’une racine quotidienne qui n’est pas dans le dossier.
bundle-more = Et { $what } autres constats de ces sortes.
bundle-decided-perhaps = Référence { $reference }. Ce qui aurait été décidé, si la clé est celle du studio :
bundle-decided = Référence { $reference }. Ce qui a été décidé :
bundle-decided-partly = Référence { $reference }. Ce que ce dossier montre encore ; ce qui manque peut le changer :
bundle-left-out-withdrawn = { $at }, un retrait, dont l’enregistrement manque : ce qui restait accepté ensuite ne peut être déterminé.
bundle-left-out-answered = { $at }, une réponse, dont l’enregistrement manque : ce qu’elle dit ne peut être déterminé.
bundle-left-out-counts = Ce qui est accepté ci-dessus peut avoir été retiré ou changé par ce qui manque : demandez au studio le dossier entier, ou interrogez son serveur (page /verify).
bundle-decided-accepted = { $at }, { $signer } a accepté : { $uses }.
bundle-decided-refused = { $at }, { $signer } a refusé.
bundle-decided-withdrawn = { $at }, { $signer } a retiré son autorisation ; reste accepté : { $uses }.
bundle-last-step = La dernière étape a été constatée le { $at }. Ce qui a été retiré ou renouvelé ensuite n’est pas dans ce dossier : le serveur du studio le dit (page /verify).
signed-pdf-genuine = AUTHENTIQUE : ce PDF est celui que le serveur du studio a signé, et le dossier de preuve qu’il contient est complet jusqu’à la réponse.
signed-pdf-incomplete = INCOMPLET : ce PDF est celui que le serveur du studio a signé, mais il manque quelque chose au dossier de preuve qu’il contient, comme dans celui de deux signataires. Demandez au studio le dossier complet.
signed-pdf-of-unknown-key = CLÉ INCONNUE : ce PDF et le dossier de preuve qu’il contient sont cohérents, mais rien ne montre que le serveur du studio les a signés. N’importe qui peut fabriquer une clé.
signed-pdf-altered = MODIFIÉ : ce PDF n’est pas ce qui a été signé. Il ne prouve rien.
signed-pdf-other-evidence = Le dossier de preuve qu’il contient a été scellé avec une autre clé que celle du PDF, ou ne peut pas être lu.
signed-pdf-two = Le PDF donné avec --pdf en est un autre.
signed-pdf-good = Le PDF est celui qui a été signé : aucun octet n’a été changé ni ajouté.
signed-pdf-timestamp-good = Une autorité extérieure au serveur a signé quand le PDF portait cette signature, le { $what }. N’importe qui peut choisir un tel nom : comparez le certificat, ou donnez le certificat racine de l’autorité avec --timestamp-roots.
signed-pdf-timestamp-trusted = Une autorité à laquelle vous vous fiez a signé quand le PDF portait cette signature, le { $what }.
signed-pdf-timestamp-authority = L’horodatage du PDF ne vient pas d’une autorité dont vous avez donné le certificat racine : { $what }.
bundle-pdf-alone = Un PDF seul ne contient pas le sceau de sa propre empreinte.
bundle-pdf-alone-next = Demandez au studio le dossier de preuve (un fichier .zip), puis lancez « be-right verify dossier.zip --pdf { $what } --key CLÉ-PUBLIQUE ». Vous pouvez aussi déposer ce PDF sur la page /verify du serveur du studio, à l’adresse que vous connaissez.
bundle-pdf-alone-reference = Référence imprimée dans ce PDF, non vérifiée : { $what }
bundle-pdf-alone-hash = Empreinte SHA-256 : { $what }
bundle-cannot-open = { $what } ne peut pas être ouvert : { $why }
bundle-bad-keys = Le fichier de clés n’est pas ce que publie le serveur d’un studio à /.well-known/be-right/keys.json.
bundle-bad-root = La racine quotidienne donnée n’en est pas une : il faut 64 chiffres hexadécimaux.
bundle-bad-authorities = Le fichier donné avec --timestamp-roots ne contient pas de certificats en PEM.
bundle-root-of-pdf = Le dossier que contient un PDF n’est dans aucune racine quotidienne, puisqu’il a été établi avec le PDF. Demandez au studio le dossier de preuve (un fichier .zip), et comparez-le à la racine.
bundle-bad-key = La clé donnée n’est pas une clé publique : il faut 64 chiffres hexadécimaux.

# La liste des autorisations d’une séance
pdf-roster-title = Autorisations données
pdf-roster-counts = { $accepted ->
    [0] Aucune autorisation en vigueur sur { $asked } demandées
    [one] Une autorisation en vigueur sur { $asked } demandées
   *[other] { $accepted } autorisations en vigueur sur { $asked } demandées
}
pdf-roster-state = État au { $moment }. Ceux qui ont refusé, retiré leur autorisation ou pas encore répondu, et ceux dont l’autorisation a pris fin, n’y figurent pas.
pdf-roster-on-hold = { $count ->
    [one] De plus, une autorisation est suspendue : elle n’est pas en vigueur et ne figure pas dans cette liste.
   *[other] De plus, { $count } autorisations sont suspendues : elles ne sont pas en vigueur et ne figurent pas dans cette liste.
}
pdf-roster-person = Personne
pdf-roster-by = par { $names }
pdf-roster-partly = En partie ({ $accepted } sur { $offered }). { $lacking }
pdf-roster-refused-uses = Refusé : { $uses }
pdf-roster-withdrawn-uses = Retiré : { $uses }
pdf-roster-on-hold-uses = Suspendu, non autorisé : { $uses }
pdf-roster-uses = Usages acceptés
pdf-roster-signed = Autorisation du
pdf-roster-until = Valable jusqu’au
pdf-roster-reference = Référence
pdf-roster-nobody = Personne n’a donné son autorisation à ce jour.
pdf-roster-check = Une autorisation peut être retirée à tout moment : vérifiez cette liste avant chaque publication. Chaque référence se vérifie à l’adresse { $url }.
pdf-roster-footer = { $event } – état au { $moment }

# Les pages que voient les personnes photographiées, les vérificateurs et les nouveaux venus.

## Le cadre
page-skip = Aller au contenu
page-language = Langue
page-foot-contact = Une question ? Contact du studio :
page-lost-title = Changer d’avis sans avoir l’e-mail
page-lost-lead = Retrouvez votre réponse pour la lire, ou pour retirer votre autorisation.
page-lost-reference-hint = Elle est en bas de chaque page de votre copie : 26 lettres et chiffres.
page-lost-email = Votre e-mail
page-lost-email-hint = Celui avec lequel vous avez répondu. Un code y sera envoyé.
page-lost-wrong-reference = Ce n’est pas une référence : elle a 26 lettres et chiffres.
page-lost-wrong-email = Vérifiez l’adresse e-mail.
page-lost-neither = Vous n’avez ni copie ni accès à cet e-mail ?
page-lost-neither-hint = Écrivez au studio qui vous a demandé votre autorisation : il peut enregistrer votre retrait.
page-lost-sent = Si cette référence et { $email } vont ensemble, un code vient d’y être envoyé.
page-lost-wrong-code = Ce code n’est pas le bon, ou n’est plus valable. Après cinq codes faux, il faut attendre un quart d’heure.
page-lost-minutes = Un code est valable { $minutes } minutes. Un nouveau peut être demandé chaque minute.
page-foot-lost = Retirer une autorisation
page-foot = Droit à l’image avec be-right
page-foot-verify = Vérifier un document
page-foot-home = À propos de ce site
page-sending = Envoi en cours…
page-slow = Votre connexion est lente. L’envoi continue : gardez cette page ouverte.
page-offline = L’envoi n’a pas abouti, faute de connexion. Rien n’est perdu, tout ce que vous avez saisi est encore là. Réessayez une fois la connexion revenue.
page-trouble = L’envoi n’a pas abouti, le serveur a eu un problème. Rien n’est perdu, tout ce que vous avez saisi est encore là. Réessayez dans un instant.
page-retry = Réessayer
page-step = Étape { $now } sur 3 : { $name }
page-step-1 = vérification
page-step-2 = décision
page-step-3 = c’est fait
page-yes = Oui
page-no = Non

## Avant le code
page-intro-title = { $studio } vous demande votre autorisation
page-intro-event = À propos des photos de la séance
page-intro-answered = Vous avez déjà répondu. Avec un code, vous pouvez revoir votre réponse, télécharger le document ou retirer votre autorisation.
page-intro-why = Avant d’afficher quoi que ce soit de personnel, assurons-nous que ce lien est arrivé à la bonne personne.
page-intro-to = Un code à 6 chiffres part par e-mail à
page-intro-send = Recevoir le code
page-intro-have = J’ai déjà un code
page-intro-next = Comment cela se passe
page-intro-next-code = Vous tapez le code, valable dix minutes.
page-intro-next-read = Vous lisez le document et dites oui ou non à chaque usage des photos.
page-intro-next-sign = Vous signez, et recevez votre exemplaire par e-mail.
page-intro-free = Cela prend environ deux minutes. Aucun compte n’est nécessaire, et vous êtes libre de refuser.
page-intro-wrong = Cette adresse n’est pas ou plus la vôtre ? Signalez-le à { $studio }, qui seul peut la corriger.

## Le code
page-code-title = Saisissez votre code
page-code-sent = Un code vient d’être envoyé à
page-code-from = Saisissez le code reçu à l’adresse
page-code-spam = Il peut mettre une minute à arriver. Regardez aussi dans les courriers indésirables.
page-code-label = Code à 6 chiffres
page-code-hint = Si vous avez reçu plusieurs codes ces dix dernières minutes, tous fonctionnent.
page-code-submit = Continuer
page-code-resend = Recevoir un autre code
page-code-wait = Un autre code pourra être envoyé dans { $seconds } s
page-code-wrong = { $left ->
    [0] Ce n’est pas le bon code.
    [1] Ce n’est pas le bon code. Il vous reste un essai.
   *[other] Ce n’est pas le bon code. Il vous reste { $left } essais.
}
page-code-empty = Saisissez les 6 chiffres reçus par e-mail.
page-code-expired = Ce code a plus de dix minutes. Demandez-en un autre.
page-code-too-soon = { $seconds ->
    [one] Un code vient d’être envoyé. Vous pourrez en demander un autre dans une seconde.
   *[other] Un code vient d’être envoyé. Vous pourrez en demander un autre dans { $seconds } secondes.
}
page-code-too-many = Dix codes vous ont déjà été envoyés aujourd’hui. Utilisez l’un de ceux des dix dernières minutes, ou revenez demain.
page-code-mailbox-full = { $minutes ->
    [one] Beaucoup de codes ont été envoyés à votre adresse, pour plusieurs personnes. Utilisez l’un de ceux des dix dernières minutes, ou redemandez-en un dans une minute.
   *[other] Beaucoup de codes ont été envoyés à votre adresse, pour plusieurs personnes. Utilisez l’un de ceux des dix dernières minutes, ou redemandez-en un dans { $minutes } minutes.
}
page-code-closed = { $minutes ->
    [one] Trop de codes erronés : pour vous protéger, cette étape est fermée pendant une minute. Votre lien fonctionnera de nouveau ensuite.
   *[other] Trop de codes erronés : pour vous protéger, cette étape est fermée pendant { $minutes } minutes. Votre lien fonctionnera de nouveau ensuite.
}
page-code-session = Votre session de 30 minutes est terminée. Demandez un nouveau code pour continuer.

## Le document et la décision
page-ask-title = Acceptez-vous { QUE($studio) } utilise des photos de vous ?
page-ask-title-for = Acceptez-vous { QUE($studio) } utilise des photos { $of-person } ?
page-ask-lead = Lisez le document, puis dites oui ou non à chaque usage. Rien n’est décidé d’avance.
page-ask-changed = Le document a changé depuis que vous l’avez ouvert. Voici la nouvelle version : merci de la lire et de décider de nouveau. Rien n’avait été enregistré.
page-ask-document = Le document
page-ask-uses = Qu’autorisez-vous ?
page-ask-uses-hint = Chaque ligne compte séparément : vous pouvez dire oui aux unes et non aux autres.
page-ask-all-no = Vous dites non à tout : aucune signature n’est nécessaire, choisissez « Tout refuser » plus bas.
page-fact-studio = Demandé par
page-fact-signer = Décidé par
page-fact-contact = Contact
page-fact-photographer = Photographe
page-fact-client = Commanditaire
page-fact-event = Séance
page-fact-place = Lieu
page-fact-when = Date
page-fact-duration = Durée
page-fact-person = Personne photographiée
page-child-title-for = L’accord { DE($person) }
page-child-lead-for = { $person } a l’âge de donner son avis. Montrez-lui ce texte et les usages : s’il ou elle n’est pas d’accord, refusez.
page-child-agrees-for = { $person } a lu ou écouté ce texte avec moi, et est d’accord.
page-problem-child = L’enfant doit être d’accord aussi. Sinon, refusez tout.
page-other-title = L’autre titulaire de l’autorité parentale
page-other-lead-for = { $studio } demande l’autorisation de deux titulaires de l’autorité parentale pour { $person }, et ne connaît que vous.
page-other-named = Une autre personne l’exerce aussi
page-other-named-hint = Cette personne recevra son propre lien. Votre autorisation prend effet quand elle donne la sienne.
page-other-first-name = Prénom
page-other-last-name = Nom
page-other-email = Adresse e-mail
page-other-alone-for = Je déclare être la seule personne à exercer l’autorité parentale sur { $person }. Cette déclaration est signée avec ma réponse.
page-sign-title = Votre signature
page-sign-how = Comment voulez-vous signer ?
page-sign-draw = La dessiner
page-sign-type = Taper mon nom
page-sign-kept = Reprendre ma signature conservée
page-pad-prompt = Signez ici, au doigt ou à la souris
page-pad-label = Zone de signature, vide. Elle se dessine au doigt, au stylet ou à la souris. Pour signer au clavier, choisissez « Taper mon nom ».
page-pad-drawn = Zone de signature, signée.
page-pad-undo = Annuler le trait
page-pad-clear = Effacer
page-kept-label = La signature que vous avez conservée
page-kept-confirm = C’est ma signature, et je signe ce document avec elle.
page-typed-label = Vos prénom et nom
page-typed-sure = Je suis { $signer }, et je signe « { $typed } ».
page-typed-confirm = En tapant mon nom, je signe ce document.
page-sign-keep = Conserver cette signature pour la prochaine fois
page-sign-keep-hint = Elle vous sera proposée, et jamais utilisée sans votre confirmation.
page-record = Comme preuve de votre réponse, nous conservons : le document, vos choix et votre signature, l’heure, votre adresse IP et le nom de votre navigateur.
page-accept = Signer et envoyer
page-refuse-title = Vous préférez tout refuser ?
page-refuse-hint = Ni signature ni motif ne sont nécessaires.
page-refuse-why = Dire pourquoi (facultatif)
page-refuse-reason = Votre motif
page-refuse-submit = Tout refuser
page-refuse-sure-title = Tout refuser ?
page-refuse-sure-title-for = Tout refuser pour { $person } ?
page-refuse-sure-lead = Rien n’est encore enregistré. Si vous confirmez, { $studio } apprend aussitôt qu’aucun de ces usages n’est autorisé.
page-refuse-sure-later = Une réponse se donne une seule fois. Pour changer d’avis plus tard, dites-le à { $studio } : une nouvelle demande peut vous être envoyée.
page-refuse-sure-confirm = Oui, tout refuser
page-refuse-sure-cancel = Non, revenir
page-problem-title = Avant l’envoi, vérifiez ceci :
page-problem-use = Dites oui ou non.
page-problem-use-for = Dites oui ou non à « { $use } ».
page-problem-none = Vous dites non à tout. Si c’est bien votre choix, choisissez « Tout refuser » ; sinon, dites oui à un usage au moins.
page-problem-draw = Dessinez votre signature dans le cadre, ou tapez plutôt votre nom.
page-problem-dot = Ce n’est qu’un point : dessinez votre signature entière.
page-problem-large = Ce dessin est trop lourd. Effacez-le et refaites votre signature plus simplement.
page-problem-typed = Tapez vos prénom et nom.
page-problem-typed-other = Vous avez tapé « { $typed } », et cette demande est adressée à { $signer }. S’il s’agit bien de vous, cochez la case qui le dit, ou tapez ce nom. Sinon, ne signez pas.
page-problem-typed-confirm = Cochez la case indiquant que vous signez en tapant votre nom.
page-problem-kept = Cochez la case qui confirme votre signature conservée.
page-problem-reason = Le motif est trop long : 1 000 caractères au plus.
page-problem-other = Indiquez qui d’autre exerce l’autorité parentale, ou déclarez être la seule personne à l’exercer.
page-problem-other-name = Indiquez les prénom et nom de l’autre personne.
page-problem-other-email = Indiquez une adresse e-mail valable pour l’autre personne.
page-problem-other-same = C’est votre propre adresse : l’autre personne doit avoir la sienne.

## Après la réponse
page-answer-accepted-title = Merci, votre réponse est enregistrée
page-answer-accepted-title-for = Merci, votre réponse pour { $person } est enregistrée
page-answer-refused-title = Votre refus est enregistré
page-answer-refused-title-for = Votre refus pour { $person } est enregistré
page-answer-accepted = Vous avez donné votre autorisation
page-answer-accepted-for = Vous avez donné votre autorisation pour { $person }
page-answer-refused = Vous avez refusé
page-answer-refused-for = Vous avez refusé pour { $person }
page-answer-withdrawn = Vous avez retiré votre autorisation
page-answer-withdrawn-for = Vous avez retiré votre autorisation pour { $person }
page-answer-accepted-next = { $studio } en est informé. Vous recevrez votre exemplaire par e-mail, avec le PDF scellé.
page-answer-refused-next = { $studio } en est informé. Vous recevrez une confirmation par e-mail. Si vous changez d’avis, dites-le à { $studio } : une nouvelle demande peut vous être envoyée.
page-answer-on = Répondu le
page-answer-partly = Accepté en partie ({ $accepted } sur { $offered })
page-answer-withdrawn-on = Modifié le
page-answer-until = Valable jusqu’au
page-answer-reference = Référence
page-answer-reason = Votre motif
page-answer-uses = Ce que vous avez décidé
page-answer-waiting = L’autre personne qui doit décider n’a pas encore répondu : rien n’est acquis d’ici là.
page-answer-already = Votre réponse était déjà enregistrée : la voici.
page-answer-verify = Vérifier qu’une copie de ce document est authentique
page-state-allowed = Accepté
page-state-refused = Refusé
page-state-withdrawn = Retiré
page-state-other-refused = Pas accepté par l’autre représentant légal
page-pdf-download = Télécharger le PDF
page-receipt-download = Télécharger le reçu
page-receipt-name = Reçu { $event }.pdf
page-pdf-name = Autorisation { $event }.pdf
page-pdf-making = Votre PDF est en cours de création et de scellement : encore quelques secondes.
page-pdf-again = Regarder de nouveau
page-withdraw-title = Vous pouvez changer d’avis
page-withdraw-lead = Vous pouvez retirer votre autorisation à tout moment, en tout ou en partie, aussi simplement que vous l’avez donnée. { $studio } en est informé aussitôt.
page-withdraw-later = Pour le faire plus tard, rouvrez le lien de l’e-mail.
page-withdraw-open = Retirer mon autorisation
page-withdraw-pick = Pour quels usages ?
page-withdraw-some = Retirer les usages cochés
page-withdraw-all = Tout retirer
page-withdraw-none = Cochez au moins un usage, ou choisissez « Tout retirer ».
page-withdraw-confirm-title = Retirer votre autorisation ?
page-withdraw-confirm-title-for = Retirer votre autorisation pour { $person } ?
page-withdraw-confirm-lead = Désormais, { $studio } ne pourra plus utiliser ces photos pour :
page-withdraw-remain = Vous autorisez encore :
page-withdraw-effect = L’effet est immédiat. Ce qui a été publié avant reste licite, mais ne doit plus être réutilisé.
page-withdraw-term = { $days ->
    [one] { $studio } a un jour pour retirer les photos qui peuvent encore l’être.
   *[other] { $studio } a { $days } jours pour retirer les photos qui peuvent encore l’être.
}
page-withdraw-confirm = Oui, retirer
page-withdraw-cancel = Non, garder mon autorisation
page-withdrawn-done = C’est fait : votre retrait est enregistré et le studio en est informé. Vous recevrez une confirmation par e-mail.

## Les liens sans issue et les ennuis
page-expired-title = Ce lien a expiré
page-expired-text = Il ne permet plus de répondre.
page-revoked-title = Ce lien a été annulé
page-revoked-text = Il a été remplacé, fermé ou retiré, et ne fonctionne plus.
page-asker-suspended-title = Ce studio est suspendu
page-asker-suspended-text = Les administrateurs de ce service ont suspendu le studio qui vous sollicite. Vous ne pouvez pas répondre pour le moment, et vous n’avez rien à faire. Une autorisation déjà donnée peut toujours être retirée, par le lien reçu par e-mail.
page-suspended-title = Le studio est suspendu
page-suspended-text = Rien ne peut y être modifié ni envoyé tant qu’un administrateur du serveur ne l’a pas rouvert. Vous pouvez tout lire et tout exporter.
page-visit-reads-title = Vous êtes en lecture seule
page-visit-reads-text = Vous êtes entré dans ce studio en tant qu’administrateur du serveur. Vous ne pouvez rien y modifier.
page-contact = Si vous voulez encore répondre, demandez un nouveau lien à { $studio }.
page-unknown-title = Il n’y a rien à cette adresse
page-unknown-text = Le lien est peut-être incomplet : rouvrez-le depuis l’e-mail, ou copiez-le en entier.
page-tries-title = Trop d’essais
page-tries-text = { $minutes ->
    [one] Pour protéger les personnes, nous faisons une pause ici. Réessayez dans une minute.
   *[other] Pour protéger les personnes, nous faisons une pause ici. Réessayez dans { $minutes } minutes.
}
page-session-title = Assurons-nous que c’est bien vous
page-session-text = Votre session de 30 minutes est terminée. Demandez un nouveau code pour continuer.
page-bad-title = Cette demande n’a pas été comprise
page-bad-text = Le formulaire est arrivé incomplet. Revenez en arrière et réessayez.
page-foreign-title = Ce formulaire vient d’un autre site
page-foreign-text = Pour vous protéger, il n’a pas été pris en compte. Rouvrez la page, par son adresse habituelle ou par le lien de votre e-mail, et envoyez le formulaire depuis là.
page-large-title = C’est trop lourd
page-large-text = Ce qui a été envoyé dépasse ce que nous pouvons accepter.
page-error-title = Quelque chose a mal tourné de notre côté
page-error-text = Vous n’y êtes pour rien. Rien de ce que vous aviez déjà envoyé n’est perdu : réessayez dans un instant.
page-error-id = Pour le signaler, donnez ce numéro :
page-file-damaged-title = Ce fichier est abîmé sur le serveur
page-file-damaged-text = Les administrateurs sont prévenus : le fichier doit revenir d’une sauvegarde. Ce qui a été décidé n’est pas touché : les preuves (ZIP) peuvent être téléchargées sans le PDF, et l’exemplaire envoyé par e-mail reste valable.
page-busy-title = Un peu de patience
page-busy-text = Le serveur est occupé ou redémarre. Réessayez dans un instant.

## Vérifier un document
page-verify-title = Ce document est-il authentique ?
page-verify-lead = Vérifiez que le PDF d’une autorisation est bien celui qui a été scellé ici, inchangé depuis.
page-verify-file = Choisissez le PDF ou le dossier de preuve (.zip), ou déposez-le ici
page-verify-private = Votre fichier reste sur votre appareil : seule son empreinte est calculée et envoyée.
page-verify-sent = Le fichier est envoyé à ce serveur, vérifié, et n’est pas conservé.
page-verify-whole = Vérifier aussi les preuves
page-verify-whole-hint = Ce bouton envoie le fichier à ce serveur, qui le vérifie en entier et ne le conserve pas.
page-verify-too-large = Ce fichier est trop grand pour être vérifié ici. Vérifiez-le avec le programme be-right, comme décrit plus bas.
page-verify-reference-hint = Elle est imprimée à la fin du document.
page-verify-hash = Empreinte du fichier (SHA-256)
page-verify-hash-hint = 64 caractères. Remplie d’elle-même quand vous choisissez un fichier ; sinon, par un outil comme sha256sum.
page-verify-submit = Vérifier
page-verify-reading = Lecture du fichier…
page-verify-fail = Ce fichier n’a pas pu être lu. Choisissez-le de nouveau, ou saisissez son empreinte.
page-verify-need-reference = Empreinte calculée. Saisissez maintenant la référence imprimée à la fin du document.
page-verify-genuine = Authentique
page-verify-genuine-text = C’est, à l’octet près, le document scellé ici sous cette référence.
page-verify-same-pdf = Le PDF qu’il contient est bien celui qui a été scellé ici
page-verify-same-pdf-text = Cela ne dit rien du reste du fichier, jugé ci-dessus. Fiez-vous à ce qui suit, que ce serveur sait, et non à ce que dit le fichier.
page-verify-same-pdf-unread = Rien d’autre n’a été lu dans le dossier de preuve. Pour le faire vérifier, choisissez le fichier avec le bouton « Vérifier aussi les preuves ». Fiez-vous à ce qui suit, que ce serveur sait, et non à ce que dit le fichier.
page-verify-altered = Ce n’est pas le même document
page-verify-altered-text = Cette référence existe, mais ce fichier n’est pas celui qui a été scellé ici : il a été modifié, ou c’est un autre document. Un fichier imprimé puis numérisé, ou réenregistré par un autre logiciel, est aussi un fichier différent.
page-verify-unknown = Référence inconnue
page-verify-unknown-text = Aucun document n’a été scellé ici sous cette référence. Vérifiez chaque caractère, et que ce site est bien celui que nomme le document.
page-verify-exists = Cette référence existe
page-verify-exists-text = Un document a été signé ici sous cette référence. Pour savoir si c’est le vôtre, et ce qui vaut aujourd’hui, choisissez le fichier ou saisissez son empreinte.
page-verify-pending = Pas encore scellé
page-verify-pending-text = Cette réponse est enregistrée, et son document est en cours de création. Revenez dans un instant.
page-verify-malformed = Vérification impossible
page-verify-malformed-text = Une empreinte compte 64 caractères, des chiffres et des lettres de a à f.
page-verify-state = L’autorisation aujourd’hui
page-verify-state-accepted = Donnée
page-verify-state-refused = Refusée
page-verify-state-withdrawn = Retirée
page-verify-state-expired = Expirée
page-verify-unsigned = Rien n’a été signé
page-verify-unsigned-text = C’est la référence d’une demande à laquelle personne n’a répondu. Il n’existe aucun document sous elle.
page-verify-superseded = Remplacé par une réponse ultérieure le
page-verify-ends = En vigueur jusqu’au
page-verify-uses = Chaque usage, aujourd’hui
page-verify-use-in-force = en vigueur
page-verify-use-none = pas en vigueur
page-verify-use-withdrawn = retiré le { $day }
page-verify-use-renewed = renouvelé par une réponse ultérieure le { $day }
page-verify-use-granted = accordé par une réponse ultérieure le { $day }
page-verify-use-superseded = n’est plus accordé par la réponse du { $day }
page-verify-use-expired = a pris fin le { $day }
page-verify-proves = Ce que cela prouve
page-verify-proves-bytes = Le fichier n’a pas changé d’un octet depuis son scellement.
page-verify-proves-code = La personne qui a signé avait ouvert un lien personnel et saisi un code envoyé à l’adresse e-mail du document.
page-verify-proves-chain = Chaque étape (invitation, code, document présenté, réponse) a été enregistrée et scellée en son temps : sans la clé de ce serveur, aucune ne peut être modifiée, ajoutée ou retirée sans que cela se voie.
page-verify-not = Ce que cela ne prouve pas
page-verify-not-identity = L’identité civile du signataire : personne n’a contrôlé de pièce d’identité.
page-verify-not-qualified = Davantage qu’une signature électronique simple au sens du règlement européen eIDAS : elle n’est ni avancée ni qualifiée.
page-verify-offline = Qui détient le dossier de preuve, un fichier .zip que le studio remet, peut aussi le vérifier avec le PDF, sans ce site :
page-verify-bundle = dossier
page-roots-title = Les racines quotidiennes
page-roots-lead = Chaque nuit, ce serveur signe une seule empreinte, la racine quotidienne, sur les preuves de toutes les autorisations qu’il conserve. Les studios et les personnes qui répondent la reçoivent par e-mail : dès lors personne, pas même le propriétaire de ce serveur, ne peut changer ni supprimer une preuve sans que cela se voie.
page-roots-check = Comparez la racine de votre e-mail à celle du même numéro ici. Un dossier de preuve contient la racine de son jour : be-right verify dossier.zip --key CLÉ-PUBLIQUE --root RACINE
page-roots-none = Il n’y a pas encore de racine.
page-roots-one = N° { $number }, { $day }
page-roots-about = { $count ->
    [one] Sur les preuves d’une demande. Établie le { $at }.
   *[other] Sur les preuves de { $count } demandes. Établie le { $at }.
}
page-roots-stamped = Horodatée le { $at } par une autorité à laquelle ce serveur se fie : { $authority }. SHA-256 de son certificat :
page-roots-stamped-unchecked = Horodatée le { $at } par { $authority }. N’importe qui peut choisir un tel nom, et ce serveur ne le vérifie pas : comparez le SHA-256 du certificat :
page-roots-earlier = Racines précédentes
page-verify-proves-roots = Chaque nuit, une seule empreinte de toutes les preuves quitte ce serveur par e-mail : dès lors, le propriétaire du serveur ne peut pas non plus les changer à l’insu de tous.
page-verify-proves-stamps = Des autorités extérieures à ce serveur sont priées de signer quand cette empreinte existait : la liste des racines quotidiennes montre lesquelles l’ont fait, et quand.
page-verify-roots = Les racines quotidiennes
page-verify-format = Le format du dossier, pour qui écrit un programme de vérification (en anglais)
page-verify-key = La clé publique de ce serveur
page-verify-key-hint = Seul un sceau fait avec cette clé est celui de ce serveur. Notez-la aujourd’hui : un dossier pourra alors être vérifié même si ce site n’existe plus.
page-verify-key-until = Les preuves scellées jusqu’au { $day } portent cette clé :

## L’instance
page-home-title = Le droit à l’image, demandé et conservé dans les règles
page-home-lead = Ce site appartient à un studio ou à une organisation qui photographie des personnes, et leur demande d’abord leur autorisation.
page-home-recipient = Vous avez reçu un e-mail ?
page-home-recipient-text = Ouvrez son lien : il est personnel, et c’est la seule entrée. Aucun compte n’est nécessaire.
page-home-verify = Vous détenez un document signé ?
page-home-verify-text = Vérifiez qu’il est authentique, sans envoyer le fichier à personne.
page-home-verify-go = Vérifier un document
page-home-studio = Vous travaillez ici ?
page-home-studio-text = Connectez-vous pour préparer vos séances, envoyer les demandes aux personnes et aux groupes, suivre leurs réponses et ne publier que les photos autorisées par toutes les personnes qui y figurent. Les programmes utilisent l’API, documentée et prête à l’essai.
page-home-docs = Documentation de l’API
page-home-outbox = Boîte d’envoi de la démonstration
page-register-title = Ouvrir un studio
page-register-lead = Votre propre studio sur ce serveur, dont vous êtes propriétaire. Vos collègues y seront invités plus tard.
page-register-login = Déjà un compte ? Se connecter
page-claim-title = Bienvenue : cette instance est la vôtre
page-claim-lead = Créez son premier administrateur et sa première société. Ce lien ne fonctionne qu’une fois.
page-claim-company = Nom du studio ou de l’organisation
page-claim-first-name = Votre prénom
page-claim-last-name = Votre nom
page-claim-email = Votre adresse e-mail
page-claim-password = Mot de passe
page-claim-password-hint = 10 caractères au moins. Quelques mots à la suite sont à la fois sûrs et faciles à retenir.
page-claim-submit = Créer
page-claim-problem-required = « { $label } » manque.
page-claim-problem-email = Cette adresse e-mail n’est pas valable.
page-claim-problem-password = Ce mot de passe est trop court, trop courant ou trop proche de votre adresse.
page-claim-problem-long = « { $label } » est trop long.
page-claim-problem-other = « { $label } » n’est pas valable.
page-claimed-title = Tout est prêt
page-claimed-lead = { $company } est en place.
page-claimed-login = Votre session est ouverte. La prochaine fois, connectez-vous avec { $email } et votre mot de passe.
page-open-console = Ouvrir la console
page-claim-gone-title = Cette instance a déjà un propriétaire
page-claim-gone-text = Le lien de prise en main a servi une fois et ne fonctionne plus.
page-outbox-title = Boîte d’envoi
page-outbox-lead = Ceci est une démonstration : aucun e-mail ne quitte cette machine. Ceux qui seraient partis sont ici.
page-outbox-empty = Rien pour l’instant.
page-outbox-search = Chercher par destinataire ou objet
page-outbox-all = Tout afficher
page-outbox-count = { $count ->
    [0] Aucun e-mail trouvé.
    [one] 1 e-mail.
   *[other] { $count } e-mails.
}
page-outbox-reload = Regarder de nouveau
page-outbox-back = Retour à la boîte d’envoi
page-outbox-from = De
page-outbox-to = À
page-outbox-at = Envoyé
page-outbox-links = Liens de ce message
page-outbox-text = Version texte

## A file to choose
page-file-pick = Choisir un fichier
page-file-none = Aucun fichier choisi
page-file-many = {"{"}count{"}"} fichiers choisis

# choosing a password
page-email-title = Confirmez cette adresse e-mail
page-email-lead = Vous vous connecterez désormais avec elle, et les e-mails y arriveront.
page-email-address = Adresse
page-email-password = Le mot de passe de votre compte
page-email-submit = Confirmer l’adresse
page-email-wrong = Ce n’est pas le mot de passe du compte.
page-email-taken = Un autre compte a désormais cette adresse.
page-email-done-title = C’est fait
page-email-done-lead = L’adresse est confirmée. Connectez-vous désormais avec elle.
page-email-gone-title = Ce lien ne fonctionne plus
page-email-gone-text = Il a servi, a été remplacé ou a expiré. Redonnez l’adresse dans votre compte.
page-reset-title = Choisissez votre mot de passe
page-reset-lead = Ce lien ne fonctionne qu’une fois. Vos sessions ouvertes, jetons d’API et adresses de calendrier prendront fin.
page-reset-submit = Enregistrer le mot de passe
page-reset-done-title = C’est fait
page-reset-done-lead = Votre mot de passe est enregistré. Vous pouvez vous connecter.
page-reset-gone-title = Ce lien ne fonctionne plus
page-reset-gone-text = Il a déjà servi ou il a expiré. Demandez-en un nouveau : « mot de passe oublié », ou une nouvelle invitation.

# La table qui accompagne un export de photos
manifest-file = Fichier
manifest-id = Numéro
manifest-person = Personne
manifest-use = Usage
manifest-label = Usage, en clair
manifest-state = État
manifest-reference = Référence de l’autorisation
manifest-signed = Signé le
manifest-expires = Valable jusqu’au
# répondre à une invitation
page-join-title = Rejoindre { $company }
page-join-said = { $inviter } vous invite à rejoindre { $company }.
page-join-said-nobody = { $company } vous invite à rejoindre son espace.
page-join-studio = Vous pourrez y préparer des séances, demander des autorisations de droit à l’image et suivre les réponses.
page-join-photographer = Vous y verrez les séances qui vous sont confiées et, pour chaque personne, si elle a donné son autorisation.
page-join-employee = Vous y retrouverez vos propres autorisations de droit à l’image et leurs documents, et vous pourrez les retirer à tout moment.
page-join-as = Votre compte :
page-join-new = Choisissez un mot de passe : il ouvre votre compte.
page-join-prove = Cette adresse a déjà un compte. Pour vérifier que c’est bien le vôtre, tapez son mot de passe. Vous l’avez oublié, ou ce compte n’est pas de vous ? Demandez d’abord un nouveau mot de passe : le lien vous parviendra à cette adresse.
page-join-accept = Accepter l’invitation
page-join-decline = Refuser
page-join-decline-hint = Si vous refusez, rien ne change pour vous.
page-join-problem-wrong = Ce n’est pas le mot de passe de ce compte.
page-join-problem-required = Tapez un mot de passe.
page-join-done-title = Bienvenue
page-join-done-lead = Vous avez rejoint { $company }.
page-join-done-login = Connectez-vous avec { $email } et votre mot de passe.
page-join-declined-title = C’est noté
page-join-declined-lead = Vous avez refusé l’invitation { DE($company) }. Aucun compte n’a été ouvert et rien ne change pour vous.
page-join-gone-title = Cette invitation n’est plus valable
page-join-gone-text = Elle a expiré, a déjà reçu une réponse ou a été annulée. Demandez-en une nouvelle à la personne qui vous l’a envoyée.

## Ne plus recevoir d’e-mails
page-unsubscribe-title = Ne plus recevoir ces e-mails
page-unsubscribe-from = De la part de
page-unsubscribe-about = E-mails intitulés
page-unsubscribe-said = Ces nouvelles ne vous seront plus envoyées par e-mail. Vous les trouverez toujours sur be-right.
page-unsubscribe-button = Ne plus m’écrire
page-unsubscribe-done = C’est noté
page-unsubscribe-again = Vous ne recevrez plus ces e-mails. Pour les recevoir à nouveau, modifiez vos abonnements sur be-right.

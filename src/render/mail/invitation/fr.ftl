# L’invitation à répondre.

mail-invitation-subject = « { $event } » : acceptez-vous l’utilisation de photos de vous ?
mail-invitation-subject-child = « { $event } » : acceptez-vous l’utilisation de photos { $of-child } ?
mail-invitation-preheader = { $company } vous demande votre autorisation. Vous êtes libre d’accepter ou de refuser.
mail-invitation-preheader-child = { $company } vous demande votre autorisation pour { $child }. Vous êtes libre d’accepter ou de refuser.
mail-invitation-heading = Votre image, votre décision
mail-invitation-heading-child = Photos { $of-child } : votre décision
mail-invitation-asked = { $company } organise la séance photo « { $event } » et vous demande si les photos sur lesquelles on vous reconnaît peuvent être utilisées.
mail-invitation-asked-child = { $company } organise la séance photo « { $event } » et vous demande si les photos sur lesquelles on reconnaît { $child } peuvent être utilisées. Vous répondez pour { $child } au titre de l’autorité parentale.
mail-invitation-ends = Vous aviez donné votre autorisation pour cette séance ; elle prend fin le { $day }. Votre nouvelle réponse, quelle qu’elle soit, la remplacera.
mail-invitation-ends-child = Vous aviez donné votre autorisation pour { $child } et cette séance ; elle prend fin le { $day }. Votre nouvelle réponse, quelle qu’elle soit, la remplacera.
mail-invitation-of-age = Vos représentants légaux avaient répondu pour vous. Vous avez maintenant 18 ans : c’est à vous de décider. Leur autorisation reste valable tant que vous n’avez pas répondu ; votre réponse, quelle qu’elle soit, la remplacera.
mail-invitation-uses = Vous pourrez dire oui ou non à chacun de ces usages :
mail-invitation-button = Lire la demande et répondre
mail-invitation-nothing-decided = Ouvrir ce lien ne vous engage à rien : tant que vous n’avez pas répondu, rien n’est décidé. Vous pouvez tout accepter, tout refuser, ou n’accepter que certains usages. Cela prend environ deux minutes, sans créer de compte.
mail-invitation-personal = Ce lien n’est que pour vous, ne le transférez pas. Pour s’assurer que c’est bien vous qui répondez, un code vous sera envoyé à cette même adresse.
mail-invitation-expires = Le lien est valable jusqu’au { $moment }.
mail-footer-invited = Vous recevez ce message parce que cette adresse a été indiquée par { $company } pour vous demander votre autorisation.
mail-footer-named = Vous recevez ce message parce { QUE($by) } a indiqué votre nom et cette adresse à { $company }, pour vous demander votre autorisation.
mail-footer-named-child = Vous recevez ce message parce { QUE($by) } vous a indiqué comme exerçant aussi l’autorité parentale sur { $child }, avec cette adresse. { $company } vous demande votre autorisation pour { $child }.
mail-footer-invited-child = Vous recevez ce message parce que cette adresse a été indiquée par { $company } pour vous demander votre autorisation pour { $child }.

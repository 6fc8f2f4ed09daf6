# The invitation to join a studio.

mail-joining-subject = An invitation to join { $company }
mail-joining-heading = Join { $company }
mail-joining-said = { $inviter } invites you to join { $company } on be-right.
mail-joining-said-nobody = You are invited to join { $company } on be-right.
mail-joining-role-owner = Your role: owner.
mail-joining-role-super-user = Your role: manager.
mail-joining-role-user = Your role: member.
mail-joining-role-photographer = Your role: photographer.
mail-joining-role-employee = Your role: photographed person.
mail-joining-studio = There you can plan shoots, request photo consents and follow the answers.
mail-joining-photographer = There you will see the shoots entrusted to you and, for each person, whether they have given their consent.
mail-joining-employee = There you will find your own photo consents and their documents, and can withdraw them at any time.
mail-joining-button = Answer the invitation
mail-joining-expires = The invitation is valid until { $moment }.
mail-joining-unasked = You did not expect this invitation? Do nothing: without your consent you join nothing, and no account is opened.

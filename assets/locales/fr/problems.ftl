# problems

# signatures
invalid-signature-malformed = Cette signature n’a pas la forme attendue.
invalid-signature-too-large = Cette signature est trop volumineuse : 64 Kio au plus.
invalid-signature-empty = La signature est vide : dessinez-la dans le cadre.
invalid-signature-dot = Un point ne suffit pas : dessinez votre signature en entier.
invalid-signature-geometry = Le tracé de la signature sort du cadre ou contient des valeurs impossibles.
invalid-signature-not-png = L’image de la signature n’est pas un fichier PNG lisible.
invalid-signature-image-too-large = L’image de la signature est trop grande : 4 096 pixels de côté et 4 millions de pixels au plus.
invalid-signature-name = Saisissez votre nom, de 1 à 200 caractères.

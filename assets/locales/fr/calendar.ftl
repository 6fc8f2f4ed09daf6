# Le fichier que lisent les agendas, et ce qu’on y met.

calendar-name = Séances photo · { $company }
calendar-copy = { $name } (copie)

-- How a file of people was read where it does not say it itself, and what its report shows
-- beside the reasons: whose line it is, and what stands in the cells that are wrong.

-- JSON: encoding, order of dates, country of numbers, and which of them were assumed. None
-- of files from before.
ALTER TABLE imports ADD COLUMN reading TEXT;

-- JSON: some people as they were read, for somebody to look at; gone with the file.
ALTER TABLE import_files ADD COLUMN samples TEXT;

-- JSON list of field and code: what was left out or chosen from, of a line that was taken.
ALTER TABLE import_lines ADD COLUMN notes TEXT;

-- JSON: name and wrong cells of a refused line; gone when a person of the file is erased.
ALTER TABLE import_lines ADD COLUMN cells TEXT;

-- What a promise does, and what it does not, is said before its key.

UPDATE app.step SET effect = 'promise a date: tells whoever asked and puts off nothing' WHERE action = 'promise';

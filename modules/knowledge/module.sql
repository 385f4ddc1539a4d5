comment on schema knowledge is 'What the organisation knows, ready to be searched by meaning and by words. @label(Know)';

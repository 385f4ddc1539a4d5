comment on schema delivery is 'The work itself, from the won deal to the paid invoice. @label(Deliver)';

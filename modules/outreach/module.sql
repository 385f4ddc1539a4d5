comment on schema outreach is 'Finding companies and writing to them. @label(Reach out)';

comment on schema crm is 'From the first sign of a lead to the won deal, and the care afterwards. @label(Sell)';

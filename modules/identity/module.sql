comment on schema identity is 'Who works here, and what happened. @label(Identity)';

comment on schema agent is 'Conversations with the agent. @label(Agent)';

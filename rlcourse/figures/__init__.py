"""How things look: plots, arrows, graphs, pictures, animations, controls. Nothing here knows an environment or an agent."""

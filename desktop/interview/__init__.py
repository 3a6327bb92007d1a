"""The interviewer: question bank, plan, flow, follow-ups and wording. No clock, no devices, no window."""

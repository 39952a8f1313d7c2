using Seaworthy.Cli;

return await Sea.RunAsync(args, Surroundings.OfThisProcess());

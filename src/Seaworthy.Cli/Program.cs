using Seaworthy.Cli;

return await Sea.RunAsync(args, Console.Out);

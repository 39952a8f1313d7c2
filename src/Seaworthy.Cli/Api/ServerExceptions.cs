using Seaworthy.Machine;

namespace Seaworthy.Cli.Api;

public sealed class ServerSilentException(Exception cause) : MachineException(
    "Seaworthy's server does not answer. Start it with ./sea up; if it should be running, ./sea logs server says what it does.", cause);

public sealed class ServerRefusedException(HttpResponseMessage answer, string problem) : MachineException(
    $"The server refused {answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri!.AbsolutePath} ({(int)answer.StatusCode}): {problem}");

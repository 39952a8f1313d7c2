using Seaworthy.Machine.Packages;

namespace Seaworthy.Machine.Docker;

public sealed class DockerHostRefusedException(string dockerHost) : MachineException(
    $"DOCKER_HOST={dockerHost} cannot be used: it must be unix:// and the absolute path of this machine's own engine, because containers are reached by " +
    "their addresses and limited by this machine's firewall. Unset it, or set it to unix:///var/run/docker.sock.");

public sealed class EngineRefusedException(EngineSocket socket, EngineObserved engine) : MachineException(engine.IsRootless
    ? $"The Docker Engine at {socket} is rootless: its containers cannot be reached by their addresses. Use the machine's rootful engine: DOCKER_HOST=unix:///var/run/docker.sock ./sea up"
    : $"The Docker Engine at {socket} is {engine.Version}, but {Inventory.OldestEngine} or newer is needed. Upgrade it, then call ./sea up again.");

public sealed class EngineSilentException(EngineSocket socket) : MachineException(
    $"No Docker Engine answers at {socket}, and only the one at unix://{EngineSocket.DefaultPath} is started by sea. Start it, or call again with DOCKER_HOST= to use that one.");

public sealed class EngineNotStartingException(string log) : MachineException(
    $"Docker Engine was started but does not answer. Its log says why: {log}");

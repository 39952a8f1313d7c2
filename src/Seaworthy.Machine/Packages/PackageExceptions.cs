namespace Seaworthy.Machine.Packages;

public sealed class UnknownDistributionException(Distribution distribution, IReadOnlyList<Need> missing) : MachineException(
    $"{distribution.Name} has no packages that sea could install for: {string.Join(", ", missing.Select(need => need.Title()))}. " +
    "Install them by hand (for Docker see https://docs.docker.com/engine/install), then call ./sea up again.");

public sealed class EngineTooOldException(string version) : MachineException(
    $"Docker Engine {version} is installed, but {Inventory.OldestEngine} or newer is needed. It is not replaced behind your back: " +
    "remove it (apt-get remove docker.io docker-ce), then call ./sea up again, which installs a newer one. Images and volumes stay.");

public sealed class NotRootException(string what) : MachineException(
    $"{what} needs root. Run it as root or with sudo: sudo ./sea …");

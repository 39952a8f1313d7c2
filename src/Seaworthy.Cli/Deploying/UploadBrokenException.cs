using Seaworthy.Client;
using Seaworthy.Machine;

namespace Seaworthy.Cli.Deploying;

/// <summary>The connection ended while code was sent.</summary>
public sealed class UploadBrokenException(ApiException cause) : MachineException(
    $"{cause.Message} If it is not away, the upload may be larger than it takes (SEAWORTHY_UPLOAD_MB, 100 by default): leave out what is not needed by .gitignore or .dockerignore.", cause);

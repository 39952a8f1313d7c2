using Seaworthy.Server.Domains.Certificates;

namespace Seaworthy.Server.Domains;

public static class DomainsServices
{
    public static IServiceCollection AddDomains(this IServiceCollection services) => services
        .AddSingleton<DomainStore>()
        .AddSingleton<DomainRoutes>()
        .AddSingleton<AddDomain>()
        .AddSingleton<ChangeDomain>()
        .AddSingleton<RemoveDomain>()
        .AddSingleton<CertificateStore>()
        .AddSingleton<CertificateAuthorityLog>()
        .AddSingleton<LookAtCertificate>()
        .AddHostedService<CertificateLoop>()
        .AddHostedService<ServerCertificate>();
}

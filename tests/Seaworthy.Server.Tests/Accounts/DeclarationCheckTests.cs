using Microsoft.AspNetCore.Builder;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Tests.Accounts;

public sealed class DeclarationCheckTests
{
    [Fact]
    public void RequireDeclarations_AnEndpointWithoutOne_IsNamedAndNothingStarts()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/declared", () => "").Require(Permission.AppsRead);
        app.MapGet("/forgotten", () => "");
        app.MapGet("/twice", () => "").Require(Permission.AppsRead).AllowEveryone("two words");

        var fault = Should.Throw<InvalidOperationException>(app.RequireDeclarations);

        fault.Message.ShouldContain("/forgotten");
        fault.Message.ShouldContain("/twice");
        fault.Message.ShouldNotContain("/declared");
    }
}

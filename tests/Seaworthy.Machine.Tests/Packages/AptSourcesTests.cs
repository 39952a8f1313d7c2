using Seaworthy.Machine.Packages;

namespace Seaworthy.Machine.Tests.Packages;

public sealed class AptSourcesTests
{
    [Fact]
    public void ParseStanzas_SeveralOfThem_CommentsAndDisabledOnesLeftOut() => Show(AptSources.ParseStanzas("""
        Types: deb
        # a comment inside a stanza
        URIs: http://mirror.example/debian
        Suites: bookworm bookworm-updates
        Components: main
        Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

        Types: deb deb-src
        URIs: http://mirror.example/debian-security http://other.example/debian-security
        Suites: bookworm-security
        Components: main contrib

        Enabled: no
        Types: deb
        URIs: http://disabled.example/
        Suites: bookworm
        Components: main

        Types: deb-src
        URIs: http://source.example/
        Suites: bookworm
        Components: main
        """)).ShouldBe("""
        http://mirror.example/debian | bookworm bookworm-updates | main | /usr/share/keyrings/debian-archive-keyring.gpg
        http://mirror.example/debian-security http://other.example/debian-security | bookworm-security | main contrib |
        """);

    [Fact]
    public void ParseStanzas_KeyWrittenIntoTheFile_IsKeptWhole() => AptSources.ParseStanzas("""
        Types: deb
        URIs: https://apt.example
        Suites: stable
        Components: main
        Signed-By:
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS
         -----END PGP PUBLIC KEY BLOCK-----
        """).Single().ForSuite("trixie").ShouldBe("""
        Types: deb
        URIs: https://apt.example
        Suites: trixie
        Components: main
        Signed-By: 
         -----BEGIN PGP PUBLIC KEY BLOCK-----
         .
         mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS
         -----END PGP PUBLIC KEY BLOCK-----

        """);

    [Fact]
    public void ParseLines_OptionsCommentsAndOtherTypes() => Show(AptSources.ParseLines("""
        # deb cdrom:[Debian GNU/Linux 12]/ bookworm main
        deb http://mirror.example/debian bookworm main contrib # the first
        deb	[arch=amd64 signed-by=/etc/apt/keyrings/a.gpg]	https://a.example/debian	bookworm	main
        deb [ Signed-By=/etc/apt/keyrings/b.gpg arch=arm64 ] https://b.example/debian bookworm-backports main
        deb-src http://mirror.example/debian bookworm main

        """)).ShouldBe("""
        http://mirror.example/debian | bookworm | main contrib |
        https://a.example/debian | bookworm | main | /etc/apt/keyrings/a.gpg
        https://b.example/debian | bookworm-backports | main | /etc/apt/keyrings/b.gpg
        """);

    [Fact]
    public void ParsePolicy_WhatCannotBeHad_IsLeftOut() => Apt.ParsePolicy("""
        docker.io:
          Installed: (none)
          Candidate: 20.10.24+dfsg1-1+deb12u1
          Version table:
             20.10.24+dfsg1-1+deb12u1 500
        docker-buildx:
          Installed: (none)
          Candidate: (none)
        """).ShouldBe(new Dictionary<string, string> { ["docker.io"] = "20.10.24+dfsg1-1+deb12u1" });

    private static string Show(IEnumerable<AptSource> sources) => string.Join('\n', sources.Select(source =>
        $"{string.Join(' ', source.Uris)} | {string.Join(' ', source.Suites)} | {string.Join(' ', source.Components)} | {source.SignedBy}".TrimEnd()));
}

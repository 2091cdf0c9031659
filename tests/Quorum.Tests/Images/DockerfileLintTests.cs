using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Tests.Images;

public sealed class DockerfileLintTests
{
    private static readonly ContextEntry[] Entries =
    [
        new("config", "", ContextKind.Folder, false, "", 0, default, null),
        new("config/a.yml", "", ContextKind.File, false, "", 1, default, null),
        new("run.sh", "", ContextKind.File, true, "", 1, default, null),
    ];

    [Theory]
    [InlineData("# syntax=docker/dockerfile:1\nFROM a:1", 1, "BuildKit")]
    [InlineData("# check=error=true\nFROM a:1", 1, "BuildKit")]
    [InlineData("FROM a:1\nRUN --mount=type=cache,target=/c make", 2, "RUN --mount")]
    [InlineData("FROM a:1\nRUN --network=none make", 2, "RUN --network")]
    [InlineData("FROM a:1\nRUN --security=insecure make", 2, "RUN --security")]
    [InlineData("FROM a:1\nCOPY --chmod=755 run.sh /", 2, "COPY --chmod")]
    [InlineData("FROM a:1\nCOPY --link run.sh /", 2, "COPY --link")]
    [InlineData("FROM a:1\nCOPY --parents config/a.yml /", 2, "COPY --parents")]
    [InlineData("FROM a:1\nCOPY --exclude=*.md config /", 2, "COPY --exclude")]
    [InlineData("FROM a:1\nADD --checksum=sha256:1 https://x.test/y /", 2, "ADD --checksum")]
    [InlineData("FROM a:1\nADD --keep-git-dir=true https://x.test/y.git /", 2, "ADD --keep-git-dir")]
    [InlineData("FROM a:1\nRUN <<EOF\necho\nEOF", 2, "here-document")]
    [InlineData("FROM a:1\nRUN cat <<-'END' > /x\nEND", 2, "here-document")]
    [InlineData("FROM a:1\nCOPY <<EOF /x\nEOF", 2, "here-document")]
    [InlineData("FROM --platform=$BUILDPLATFORM a:1", 1, "BUILDPLATFORM")]
    [InlineData("FROM a:1\nRUN \\\n # comment\n\n  echo ${TARGETARCH}", 2, "TARGETARCH")]
    [InlineData("FROM a:1\nHEALTHCHECK --start-interval=1s CMD true", 2, "start-interval")]
    [InlineData("FROM a:1\nCOPPY run.sh /", 2, "unknown instruction COPPY")]
    [InlineData("FROM a:1\nWORKDIR", 2, "without arguments")]
    [InlineData("RUN true\nFROM a:1", 1, "before FROM")]
    [InlineData("ARG A", 1, "no FROM")]
    [InlineData("FROM a:latest", 1, "moves")]
    [InlineData("FROM a:1\nCOPY missing /", 2, "no such file")]
    [InlineData("FROM a:1\nCOPY *.json /", 2, "no such file")]
    [InlineData("FROM a:1\nCOPY [\"missing\", \"/\"]", 2, "no such file")]
    [InlineData("FROM a:1\nCOPY run.sh", 2, "no target")]
    [InlineData("FROM a:1\nUSER root", 2, "root")]
    [InlineData("FROM a:1\nUSER 0:0", 2, "root")]
    public void Check_SomethingTheClassicBuilderCannotOrMustNotDo_SaysWhichLine(string dockerfile, int line, string says)
    {
        var finding = Assert.Single(DockerfileLint.Check(dockerfile, Entries), finding => finding.Problem.Contains(says, StringComparison.Ordinal));

        Assert.Equal(line, finding.Line);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData("ARG B\nFROM ${B} AS one\nCOPY --from=one /x /y\nUSER root\nRUN true\nUSER 1000:0")]
    [InlineData("# escape=`\nFROM a:1\nRUN echo `\n  two")]
    [InlineData("FROM a@sha256:0\nCOPY config/ run.sh /\nCOPY *.sh /\nCOPY [\"config\", \"/\"]\nADD https://x.test/y /\nCMD [\"x\"]")]
    [InlineData("FROM scratch\nCOPY . /\nHEALTHCHECK --interval=1s CMD true")]
    [InlineData("FROM a:1\nRUN test 1 -lt 2 && echo $((1 << 3))")]
    public void Check_WhatTheClassicBuilderKnows_FindsNothing(string dockerfile) => Assert.Empty(DockerfileLint.Check(dockerfile, Entries));

    [Fact]
    public void Require_SeveralProblems_AllAtOnce()
    {
        using var folder = new TempFolder().Write("Dockerfile", "FROM a:1\nCOPY nothing /\nRUN --mount=type=tmpfs true\nUSER root\n");

        var error = Assert.Throws<StageException>(() => DockerfileLint.Require(BuildContext.Read(folder.Path)));

        Assert.Equal(3, error.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void Require_ThisRepositorysDockerfile_Passes() => DockerfileLint.Require(BuildContext.Read(Repository.ImageFolder));
}

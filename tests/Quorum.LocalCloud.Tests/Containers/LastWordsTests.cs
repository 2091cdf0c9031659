using Quorum.LocalCloud.Containers;

namespace Quorum.LocalCloud.Tests.Containers;

public sealed class LastWordsTests
{
    // A slot of 7.17.29 ended with code 1 and nobody said why: the log had it, in the innermost cause.
    [Fact]
    public void Cause_OfAFailedStart_IsTheInnermostCause() => Assert.Equal(
        "java.lang.IllegalArgumentException: unknown role [transform]",
        ContainerRuntime.Cause(["[ERROR] uncaught exception in thread [main]", "StartupException: java.lang.IllegalArgumentException: unknown role", "Caused by: java.lang.IllegalArgumentException: unknown role [transform]", "\tat x"]));

    [Fact]
    public void Cause_OfTheEntryPointsRefusal_IsItsLine() => Assert.Equal(
        "quorum-entrypoint: the volume belongs to slot es-b1", ContainerRuntime.Cause(["quorum-entrypoint: starting", "quorum-entrypoint: the volume belongs to slot es-b1"]));

    [Fact]
    public void Cause_NothingTelling_IsNull() => Assert.Null(ContainerRuntime.Cause(["started", "stopped"]));
}

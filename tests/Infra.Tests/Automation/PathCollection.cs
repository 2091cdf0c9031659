namespace Infra.Tests.Automation;

/// <summary>Tests that change the process's PATH run after one another, and beside nothing else.</summary>
[CollectionDefinition("PATH", DisableParallelization = true)]
public sealed class PathCollection;

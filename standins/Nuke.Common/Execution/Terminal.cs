namespace Nuke.Common.Execution;

/// <summary>The host of people at a keyboard; default when no build server is recognised.</summary>
public class Terminal : Host
{
    internal Terminal()
    {
    }

    internal static bool IsRunningTerminal => true;
}

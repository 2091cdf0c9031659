using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Quorum.Bench.Peers;

/// <summary>What this process started and must not outlive it when it is interrupted.</summary>
internal static class Leftovers
{
    private const int Interrupted = 130;
    private static readonly ConcurrentDictionary<object, Action> Ends = [];
    private static readonly PosixSignalRegistration[] Signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, End), PosixSignalRegistration.Create(PosixSignal.SIGTERM, End)];

    public static void Add(object what, Action end)
    {
        GC.KeepAlive(Signals);
        Ends[what] = end;
    }

    public static void Remove(object what) => Ends.TryRemove(what, out _);

    private static void End(PosixSignalContext context)
    {
        foreach (var end in Ends.Values)
        {
            try
            {
                end();
            }
            catch (Exception gone) when (gone is InvalidOperationException or ArgumentException or IOException)
            {
                // It has ended by itself.
            }
        }

        Environment.Exit(Interrupted);
    }
}

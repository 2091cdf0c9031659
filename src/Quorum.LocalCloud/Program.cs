using System.Runtime.InteropServices;
using Quorum.LocalCloud;
using Quorum.LocalCloud.Host;

var problems = new List<string>();
if (HostOptions.Parse(args, problems) is not { } options)
{
    foreach (var problem in problems) Console.Error.WriteLine(problem);
    Console.Error.WriteLine(HostOptions.Usage);
    return ExitCodes.BadInput;
}

var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, options.Background ? Ignore : End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, options.Background ? Ignore : End);

try
{
    await using var host = await LocalCloudHost.StartAsync(options, Areas.All);
    await Console.Out.WriteLineAsync($"listening on {host.Address}");
    await Task.WhenAny(host.Ended, asked.Task);
    return ExitCodes.Ok;
}
catch (HostStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return e.ExitCode;
}

void End(PosixSignalContext context)
{
    context.Cancel = true;
    asked.TrySetResult();
}

static void Ignore(PosixSignalContext context) => context.Cancel = true;

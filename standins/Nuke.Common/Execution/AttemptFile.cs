using System.Security.Cryptography;
using System.Text;
using Nuke.Common.ValueInjection;

namespace Nuke.Common.Execution;

/// <summary>.nuke/temp/build-attempt.log: hash of the invocation, then one line per finished target; what --continue skips.</summary>
internal sealed class AttemptFile(NukeBuild build)
{
    private readonly string _file = Path.Combine(NukeBuild.TemporaryDirectory, "build-attempt.log");

    /// <summary>The targets done by an attempt of the same invocation, if this is to continue it.</summary>
    public IReadOnlyCollection<string> Start()
    {
        var hash = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(string.Join(' ', ArgumentList.Process.Positional))));
        if (build.Continue && File.Exists(_file))
        {
            var lines = File.ReadAllLines(_file);
            if (lines.Length > 0 && lines[0] == hash)
                return lines[1..];
            NukeBuild.Host.WriteWarningLine("Build invocation changed. Restarting ...");
        }

        File.WriteAllText(_file, hash + "\n");
        return [];
    }

    public void Add(ExecutableTarget target) => File.AppendAllText(_file, target.Name + "\n");
}

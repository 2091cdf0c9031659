using System.Security.Cryptography;
using System.Text;
using Pulumi;

namespace Quorum.Infra;

/// <summary>
/// What a graph is made of: the configuration, the stack's name, and the program with the packages it is written to. The same identity is the same graph, byte for
/// byte, so that whoever has kept one need not export it again.
/// </summary>
public static class GraphIdentity
{
    /// <returns>SHA-256 in hexadecimal.</returns>
    public static string Of(InfraConfig config, string stack)
    {
        // A compiler gives every other program, embedded user data included, another module version.
        IEnumerable<Type> parts = [typeof(InfraProgram), typeof(Deployment), typeof(Pulumi.Aws.Ec2.Vpc)];
        var text = new StringBuilder().AppendLine(stack);
        foreach (var part in parts) text.Append(part.Module.ModuleVersionId).AppendLine();
        foreach (var (name, value) in config.ToKeys()) text.Append(name).Append('=').Append(value.Length).Append(':').AppendLine(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Iam;

namespace Quorum.LocalCloud.Ssm;

/// <summary><c>POST /_quorum/bastion/aws</c>: what the bastion's <c>aws</c> was called with, answered as the AWS CLI prints it.</summary>
internal static partial class BastionCli
{
    private const int Forbidden = 403;

    public static void Map(WebApplication app, World world, BastionShell shell) => app.MapPost("/_quorum/bastion/aws", (RequestDelegate)(async context =>
    {
        var status = StatusCodes.Status200OK;
        string text;
        try
        {
            if (context.Request.Headers[BastionShell.TokenHeader] != shell.Token) throw new AwsException("AccessDenied", "only the embedded bastion's shell may ask here", Forbidden);
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            text = world.Do(() => Answer(world, [.. form["argument"].Select(argument => argument ?? "")]));
        }
        catch (AwsException e)
        {
            (status, text) = (e.Status, $"An error occurred ({e.Code}): {e.Message}");
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }));

    /// <summary>Knows <c>ssm get-parameters</c> with a query for a list of single values, as text.</summary>
    private static string Answer(World world, IReadOnlyList<string> arguments)
    {
        if (arguments is not ["ssm", "get-parameters", ..]) throw NotModelled(string.Join(' ', arguments.Take(2)));
        var names = arguments.SkipWhile(argument => argument != "--names").Skip(1).TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToList();
        var query = arguments.SkipWhile(argument => argument != "--query").Skip(1).FirstOrDefault() ?? "";
        if (!Query.IsMatch(query) || !arguments.Contains("--with-decryption") || !arguments.Contains("text")) throw NotModelled(string.Join(' ', arguments));
        var bastion = world.Get<Inventory>().Instances.Find(ManagedInstances.IsBastion);
        var role = bastion is null ? null : world.Get<RoleStore>().Find(world.Get<RoleStore>().Profiles.GetValueOrDefault(bastion.Profile, ""));
        if (role is null) throw new AwsException("NoCredentials", "Unable to locate credentials: the bastion has no instance profile with a role.", Forbidden);
        var region = world.Region ?? "";
        Sessions.Require(role, $"arn:aws:sts::{World.Account}:assumed-role/{role.Name}/{bastion!.Id}", region, CallRights.Parameters("ssm:GetParameters", world, region, names, decrypt: true));
        var store = world.Get<ParameterStore>();
        return string.Join('\t', One.Matches(query).Select(match => match.Groups["name"].Value).Select(name => names.Contains(name) && store.Find(name) is { } found ? store.Plain(found) : "None"));
    }

    private static AwsException NotModelled(string what) => new("UnknownOperation", $"aws {what} is not modelled by the embedded bastion.");

    [GeneratedRegex(@"^\[Parameters\[\?Name=='[^']*'\]\.Value\|\[0\](,Parameters\[\?Name=='[^']*'\]\.Value\|\[0\])*\]\z")]
    private static partial Regex Query { get; }

    [GeneratedRegex(@"Name=='(?<name>[^']*)'")]
    private static partial Regex One { get; }
}

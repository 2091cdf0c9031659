using System.Reflection;

namespace Nuke.Common.ValueInjection;

/// <summary>Asks people for a missing parameter. Never without a terminal on both ends, never on a build server; a secret is not echoed.</summary>
internal static class Prompt
{
    public static bool TryFill(NukeBuild build, MemberInfo member)
    {
        var attribute = member.GetCustomAttribute<ParameterAttribute>();
        if (attribute == null || member.DeclaringType!.IsInterface)
            return false;
        if (NukeBuild.IsServerBuild || Console.IsInputRedirected || Console.IsOutputRedirected)
            return false;
        Console.WriteLine($"{attribute.Description?.TrimEnd('.') ?? member.Name}:");
        Console.Write("» ");
        var word = member.IsDefined(typeof(SecretAttribute)) ? ReadHidden() : Console.ReadLine();
        if (string.IsNullOrEmpty(word))
            return false;
        Injection.Set(
            build,
            member,
            ValueConverter.Convert([word], ParameterService.TypeOf(member), attribute.Separator, Environment.CurrentDirectory));
        return true;
    }

    private static string ReadHidden()
    {
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else
                typed.Append(key.KeyChar);
        }

        Console.WriteLine();
        return typed.ToString();
    }
}

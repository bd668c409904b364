using static Ashlar.System.Tests.Cli.Verbs.Step;

namespace Ashlar.System.Tests.Cli.Verbs;

/// <summary>Who is who: sign-in, organisations, people, roles, keys, settings and apps.</summary>
internal static class PeopleSteps
{
    private const string Nobody = "00000000-0000-0000-0000-000000000001";

    public static IReadOnlyList<Step> All { get; } =
    [
        Does("whoami", shows: "admin@verbs.test"),
        Refuses("login", "admin@verbs.test", 4, "invalid_credentials") with { As = "wrong" },
        Refuses("whoami", "", 4, "not_signed_in") with { As = "wrong" },
        Refuses("logout", "--output xml", 2, "usage"),

        Does("tenant create", "globex --name Globex --admin-email ada@globex.test --admin-name Ada", keep: "globex=id") with { As = "operator" },
        Refuses("tenant create", "globex --name Again --admin-email ada@globex.test --admin-name Ada", 5, "duplicate") with { As = "operator" },
        Does("tenant list", shows: "globex") with { As = "operator" },
        Refuses("tenant list", "", 4, "permission_denied"),
        Does("tenant show", "globex", shows: "subscriptions") with { As = "operator" },
        Refuses("tenant show", "nobody", 3, "not_found") with { As = "operator" },
        Does("tenant subscribe", "globex crm --plan starter") with { As = "operator" },
        Refuses("tenant subscribe", "globex crm --plan nothing", 6, "unknown_plan") with { As = "operator" },
        Does("tenant unsubscribe", "globex crm --yes") with { As = "operator" },
        Refuses("tenant unsubscribe", "globex crm", 2, "usage") with { As = "operator" },
        Does("tenant suspend", "globex --reason unpaid --yes") with { As = "operator" },
        Refuses("tenant suspend", "globex --reason unpaid", 2, "usage") with { As = "operator" },
        Does("tenant reactivate", "globex", shows: "active") with { As = "operator" },
        Refuses("tenant reactivate", Nobody, 3, "not_found") with { As = "operator" },

        Does("user list", shows: "admin@verbs.test"),
        Refuses("user list", "--output paper", 2, "usage"),
        Does("user invite", "grace@verbs.test --name Grace --role member"),
        Refuses("user invite", "grace --name Grace", 6, "validation"),
        Does("user access", "grace@verbs.test", shows: "member"),
        Refuses("user access", "nobody@verbs.test", 3, "not_found"),
        Does("user disable", "grace@verbs.test --yes"),
        Refuses("user disable", "grace@verbs.test", 2, "usage"),
        Does("user enable", "grace@verbs.test"),
        Refuses("user enable", "nobody@verbs.test", 3, "not_found"),
        Does("user factors list", "grace@verbs.test"),
        Refuses("user factors list", "nobody@verbs.test", 3, "not_found"),
        Does("user factors reset", "grace@verbs.test --yes"),
        Refuses("user factors reset", "grace@verbs.test", 2, "usage"),

        Does("role list", shows: "member"),
        Refuses("role list", "", 4, "permission_denied") with { As = "stranger" },
        Does("role show", "member", shows: "org:users:read"),
        Refuses("role show", "nothing", 3, "not_found"),
        Does("role grant", "crm.viewer grace@verbs.test"),
        Refuses("role grant", "crm.viewer nobody@verbs.test", 3, "not_found"),
        Does("role revoke", "crm.viewer grace@verbs.test --yes"),
        Refuses("role revoke", "crm.viewer grace@verbs.test --yes", 3, "not_found"),

        Does("key create", "Export --scope org:users:read --expires 90d", keep: "key=id"),
        Refuses("key create", "Odd --scope org:users:read --expires soon", 2, "usage"),
        Does("key list", "--all", shows: "Export"),
        Refuses("key list", "--all", 4, "permission_denied") with { As = "stranger" },
        Does("key rotate", "Export --overlap-hours 0"),
        Refuses("key rotate", "Nothing", 3, "not_found"),
        Does("key create", "\"Live one\" --scope org:users:read --env prod", keep: "live=id") with { As = "stranger" },
        Does("key approve", "{live}"),
        Refuses("key approve", "{live}", 5, "key_not_pending"),
        Does("key create", "\"Live two\" --scope org:users:read --env prod", keep: "second=id") with { As = "stranger" },
        Does("key refuse", "{second}"),
        Refuses("key refuse", "{second}", 5, "key_not_pending"),
        Does("key revoke", "Export --yes"),
        Refuses("key revoke", "Nothing", 3, "not_found"),

        Does("module list", shows: "crm"),
        Refuses("module list", "--output paper", 2, "usage"),
        Does("module unsubscribe", "crm --yes"),
        Refuses("module unsubscribe", "crm", 2, "usage"),
        Does("module subscribe", "crm --plan enterprise"),
        Refuses("module subscribe", "crm --plan nothing", 6, "unknown_plan"),

        Does("config list", shows: "core.locale"),
        Refuses("config list", "", 4, "permission_denied") with { As = "stranger" },
        Does("config set", "core.locale de-DE"),
        Refuses("config set", "core.nothing 1", 3, "not_found"),
        Does("config explain", "core.locale", shows: "layers"),
        Refuses("config explain", "core.nothing", 3, "not_found"),
        Does("config set", "sla.availability 99.5 --for verbs", shows: "99.5") with { As = "operator" },
        Refuses("config set", "sla.availability 50", 4, "setting_of_operator"),
        Refuses("config set", "sla.availability 50 --for verbs", 4, "permission_denied"),
        Does("config list", "--for verbs", shows: "99.5") with { As = "operator" },
        Does("config clear", "sla.availability --for verbs") with { As = "operator" },
        Does("config clear", "core.locale"),
        Refuses("config clear", "core.nothing", 3, "not_found"),
    ];
}

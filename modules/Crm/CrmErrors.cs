using Ashlar.Contract.Errors;

namespace Ashlar.Crm;

internal static class CrmErrors
{
    public static readonly Error NotFound = new("crm.not_found", ErrorKind.NotFound, "This record does not exist.");

    public static readonly Error AccountIsItsOwnParent = new("crm.account_is_its_own_parent", ErrorKind.Invalid, "An account cannot stand below itself. Choose another parent.", "parent_id");
    public static readonly Error MergeNeedsSources = new("crm.merge_needs_sources", ErrorKind.Invalid, "Name at least one and at most 20 accounts to merge into this one.", "source_ids");
    public static readonly Error MergeIntoItself = new("crm.merge_into_itself", ErrorKind.Invalid, "An account cannot be merged into itself.", "source_ids");
    public static readonly Error MergeUnknownField = new("crm.merge_unknown_field", ErrorKind.Invalid, "This field cannot be chosen in a merge.", "keep");
    public static readonly Error MergeUnknownChoice = new("crm.merge_unknown_choice", ErrorKind.Invalid, "A field can only be kept from one of the accounts that are merged.", "keep");

    public static readonly Error ContactNeedsName = new("crm.contact_needs_name", ErrorKind.Invalid, "Give a first or a last name.", "last_name");

    public static readonly Error LeadIsConverted = new("crm.lead_is_converted", ErrorKind.Conflict, "This lead has become a customer already and can no longer change.");
    public static readonly Error LeadIsDisqualified = new("crm.lead_is_disqualified", ErrorKind.Conflict, "This lead is disqualified. Qualify it first.");
    public static readonly Error LeadConvertsByCommand = new("crm.lead_converts_by_command", ErrorKind.Invalid, "A lead becomes a customer through Convert, not by its status.", "status");
    public static readonly Error LeadNeedsReason = new("crm.lead_needs_reason", ErrorKind.Invalid, "Say why the lead is disqualified.", "disqualified_reason");
    public static readonly Error StaleDaysInvalid = new("crm.stale_days_invalid", ErrorKind.Invalid, "The days after which a lead is stale must be 1 or more.");

    public static readonly Error NoOpenStage = new("crm.no_open_stage", ErrorKind.Conflict, "The pipeline has no open stage. Add one first.", "pipeline_id");
    public static readonly Error StageNotFound = new("crm.stage_not_found", ErrorKind.Invalid, "This stage does not exist.", "stage_id");
    public static readonly Error StageOfOtherPipeline = new("crm.stage_of_other_pipeline", ErrorKind.Invalid, "The stage belongs to another pipeline than the deal.", "stage_id");
    public static readonly Error StageNeedsFields = new("crm.stage_needs_fields", ErrorKind.Invalid, "The stage asks for fields that are still empty.");
    public static readonly Error StageIsFull = new("crm.stage_is_full", ErrorKind.Conflict, "The stage holds as many deals as it may. Move one on first.", "stage_id");
    public static readonly Error StageFieldUnknown = new("crm.stage_field_unknown", ErrorKind.Invalid, "A stage can only ask for fields that a deal has.", "required_fields");
    public static readonly Error StageKindTaken = new("crm.stage_kind_taken", ErrorKind.Conflict, "The pipeline has a stage of this kind already; only open stages may repeat.", "kind");
    public static readonly Error DealIsClosed = new("crm.deal_is_closed", ErrorKind.Conflict, "The deal is closed. Reopen it first.", "stage_id");
    public static readonly Error DealIsOpen = new("crm.deal_is_open", ErrorKind.Conflict, "The deal is open already.");
    public static readonly Error DealNeedsReason = new("crm.deal_needs_reason", ErrorKind.Invalid, "Say why the deal is lost.", "reason");
    public static readonly Error ValueFollowsLines = new("crm.value_follows_lines", ErrorKind.Invalid, "The deal's value is the sum of its lines. Change the lines instead.", "value");
    public static readonly Error LineNeedsPrice = new("crm.line_needs_price", ErrorKind.Invalid, "Give a price, or choose a product that has one.", "price");
    public static readonly Error LineInOtherCurrency = new("crm.line_in_other_currency", ErrorKind.Invalid, "The line is in another currency than the deal.", "price");

    public static readonly Error DefaultPipelineStays = new("crm.default_pipeline_stays", ErrorKind.Conflict, "One pipeline must be the default. Make another one the default first.", "is_default");
    public static readonly Error UnknownTimeline = new("crm.unknown_timeline", ErrorKind.NotFound, "There is no timeline for this kind of record.");
    public static readonly Error PeriodIsReversed = new("crm.period_is_reversed", ErrorKind.Invalid, "The period ends before it begins.", "to");
    public static readonly Error PeriodIsTooFar = new("crm.period_is_too_far", ErrorKind.Invalid, "Choose days between the years 1900 and 2200.", "from");
    public static readonly Error CurrencyUnknown = new("crm.currency_unknown", ErrorKind.Invalid, "Give a currency as three capital letters, such as EUR.", "currency");
}

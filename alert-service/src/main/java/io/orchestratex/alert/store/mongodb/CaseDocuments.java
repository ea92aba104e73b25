package io.orchestratex.alert.store.mongodb;

import com.mongodb.client.model.Filters;
import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.cases.CaseStatus;
import io.orchestratex.alert.cases.Priority;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.mongodb.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** A case as a document. */
final class CaseDocuments {

  static final List<String> ACTIVE =
      Arrays.stream(CaseStatus.values()).filter(CaseStatus::active).map(CaseStatus::wire).toList();

  private CaseDocuments() {}

  /** Finds the case of a group that is still to be worked on; there is at most one. */
  static Bson activeOf(String group) {
    return Filters.and(Filters.eq("group", group), Filters.in("status", ACTIVE));
  }

  static Document of(Case one) {
    Document document =
        new Document("_id", new ObjectId(one.id()))
            .append("title", one.title())
            .append("description", one.description())
            .append("severity", one.severity().wire())
            .append("status", one.status().wire())
            .append("priority", one.priority().wire())
            .append("assignee", assignee(one.assignee()))
            .append("tags", one.tags())
            .append("metadata", new Document(one.metadata()))
            .append("created_at", Fields.date(one.createdAt()))
            .append("updated_at", Fields.date(one.updatedAt()))
            .append("resolved_at", Fields.date(one.resolvedAt()))
            .append("timeline", one.timeline().stream().map(CaseDocuments::of).toList())
            .append("version", one.version());
    if (one.group() != null) {
      document.append("group", one.group());
    }
    return document;
  }

  /** A user's id as it is stored: a UUID as text, 24 hex digits as an ObjectId. */
  static @Nullable Object assignee(@Nullable String id) {
    return id == null || !ObjectId.isValid(id) ? id : new ObjectId(id);
  }

  private static @Nullable String assigneeOf(Document document) {
    Object id = document.get("assignee");
    return id == null ? null : id.toString();
  }

  private static Document of(Case.Entry entry) {
    return new Document("at", Fields.date(entry.at()))
        .append("by", entry.by())
        .append("text", entry.text());
  }

  static Case caseOf(Document document) {
    return new Case(
        Objects.requireNonNull(Fields.hex(document, "_id")),
        Fields.text(document, "title"),
        Fields.text(document, "description"),
        Severity.of(Fields.text(document, "severity")).orElseThrow(),
        CaseStatus.of(Fields.text(document, "status")).orElseThrow(),
        Priority.of(Fields.text(document, "priority")).orElse(Priority.MEDIUM),
        assigneeOf(document),
        document.getList("tags", String.class, List.of()),
        document.get("metadata", new Document()),
        Fields.instant(document, "created_at"),
        Fields.instant(document, "updated_at"),
        Fields.instantOrNull(document, "resolved_at"),
        document.getString("group"),
        document.getList("timeline", Document.class, List.of()).stream()
            .map(CaseDocuments::entry)
            .toList(),
        Fields.number(document, "version"));
  }

  private static Case.Entry entry(Document document) {
    return new Case.Entry(
        Fields.instant(document, "at"), document.getString("by"), Fields.text(document, "text"));
  }
}

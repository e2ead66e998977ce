package org.smtpward.events;

/** What a line about an event looks like. */
public enum EventFormat {
    /** JSON with the field names of the Elastic Common Schema. */
    ECS,
    /** Words for people. */
    TEXT;

    EventWriter writer(Observer observer) {
        return switch (this) {
            case ECS -> new EcsWriter(observer);
            case TEXT -> new TextWriter();
        };
    }
}

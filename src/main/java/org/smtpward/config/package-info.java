/**
 * From {@code reference.conf}, the operator's file and the environment to validated records. Called at start, by
 * {@code check} and {@code print-config}, and at a reload; blocks on files, so never on an event loop.
 *
 * <p>Each record has a {@code read} method that asks a {@link org.smtpward.config.Section} for its keys. These methods
 * are the schema: a key that none of them asks for is unknown. Defaults stand in {@code reference.conf} only.
 *
 * <p>All problems of a configuration are collected and thrown together as one
 * {@link org.smtpward.config.ConfigurationException}. The only importer of {@code com.typesafe.config}.
 */
@NullMarked
package org.smtpward.config;

import org.jspecify.annotations.NullMarked;

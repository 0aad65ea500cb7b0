/**
 * Models before they are loaded: built-in and configured models, their folders, files and
 * downloads.
 */
@NullMarked
package io.semblance.embedding.model;

import org.jspecify.annotations.NullMarked;

package com.example;

import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** An application of somebody else's. */
@SpringBootApplication
public class Host {

    public static void main(String[] args) {
        SpringApplication.run(Host.class, args);
    }

    @RestController
    static class Questions {

        private final VectorStore store;

        Questions(VectorStore store) {
            this.store = store;
        }

        @GetMapping("/ask")
        List<String> ask(@RequestParam String question) {
            return store.similaritySearch(question).stream().map(found -> found.getText()).toList();
        }
    }
}
